// Names of months as exports write them, long and short, in the languages people set their trackers to.

const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'nb', 'ru']
/** As the platform has them no longer, but trackers still do. */
const older = { sept: 9, mrz: 3, dez: 12 }

/** Made when first asked for: the platform takes a while to write 600 dates. */
let known: ReadonlyMap<string, number> | undefined

/** 1 to 12; null for what is no month's name. */
export function monthOf(name: string): number | null {
  known ??= monthNames()
  return known.get(folded(name)) ?? null
}

function monthNames(): Map<string, number> {
  const byName = new Map<string, number>()
  const add = (name: string, month: number) => {
    if (!byName.has(folded(name))) byName.set(folded(name), month)
  }
  for (const language of languages)
    for (const style of ['long', 'short'] as const)
      // With a day beside it some languages bend the name: "1 stycznia".
      for (const day of [undefined, 'numeric'] as const) {
        const format = new Intl.DateTimeFormat(language, { month: style, day, timeZone: 'UTC' })
        for (let month = 0; month < 12; month++) {
          const parts = format.formatToParts(Date.UTC(2026, month, 1))
          const name = parts.find((part) => part.type === 'month')?.value ?? ''
          if (!/\d/.test(name)) add(name, month + 1)
        }
      }
  for (const [name, month] of Object.entries(older)) add(name, month)
  return byName
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll('.', '')
}
