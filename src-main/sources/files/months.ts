// Names of months as exports write them, long and short, in the languages people set their trackers to.

const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'nb', 'ru']

const byName = new Map<string, number>()
for (const language of languages)
  for (const style of ['long', 'short'] as const)
    for (let month = 0; month < 12; month++) {
      const date = Date.UTC(2026, month, 1)
      // With a day beside it some languages bend the name: "1 stycznia".
      for (const day of [undefined, 'numeric'] as const) {
        const parts = new Intl.DateTimeFormat(language, { month: style, day, timeZone: 'UTC' }).formatToParts(date)
        const name = parts.find((part) => part.type === 'month')?.value ?? ''
        if (!/\d/.test(name)) remember(name, month + 1)
      }
    }
// As ICU no longer, but trackers still, have them.
remember('sept', 9)
remember('mrz', 3)
remember('dez', 12)

function remember(name: string, month: number): void {
  const known = folded(name)
  if (!byName.has(known)) byName.set(known, month)
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll('.', '')
}

/** 1 to 12; null for what is no month's name. */
export function monthOf(name: string): number | null {
  return byName.get(folded(name)) ?? null
}
