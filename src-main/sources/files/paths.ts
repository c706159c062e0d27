// Places in objects of a JSON file: `a.b`, `labels[].name` for each of a list, `steps[type=done].at` for the first of a
// list that says so. Keys are data: `__proto__` is looked up as an own key like another.

export function atPath(value: unknown, path: string): unknown {
  let found: unknown[] = [value]
  for (const step of path.split(/\.(?![^[]*\])/)) {
    const [, key = '', choice] = /^([^[]*)(?:\[(.*)\])?$/.exec(step) ?? []
    found = found.map((one) => own(one, key))
    if (choice === undefined) continue
    const lists = found.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : []))
    found = choice === '' ? lists : lists.filter((one) => says(one, choice)).slice(0, 1)
  }
  const known = found.filter((one) => one !== undefined && one !== null)
  return path.includes('[]') ? known : known[0]
}

function says(one: unknown, choice: string): boolean {
  const [key = '', wanted = ''] = choice.split('=')
  const text = textsOf(atPath(one, key))[0]?.toLowerCase() ?? ''
  return wanted
    .toLowerCase()
    .split('|')
    .some((word) => text === word)
}

function own(value: unknown, key: string): unknown {
  if (key === '') return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
}

/** The texts a value stands for: of itself, or of each in a list. Objects and lists in a list have none. */
export function textsOf(value: unknown): string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap((one) => (Array.isArray(one) ? [] : textsOf(one)))
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return []
  const text = String(value).trim()
  return text === '' ? [] : [text]
}

export function isNested(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((one) => typeof one === 'object' && one !== null)
  return typeof value === 'object' && value !== null
}
