// How long something took, as tables say it: "1h 20m", "1:20", "80 min", "1,5 h", "PT1H20M", or a number whose unit the
// header names. Invariant: a text is one duration for sure, or null.

const units: Record<string, number> = {
  ms: 1,
  millisecond: 1,
  msec: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  std: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  tag: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
}

/** Milliseconds of one unit by its word, in the singular or plural. */
function unitOf(word: string): number | null {
  const known = word.toLowerCase().replace(/\.$/, '')
  return units[known] ?? units[known.replace(/(?:s|e|en)$/, '')] ?? null
}

/** The unit a header names: "Resolution time (in hrs)", "seconds_to_resolve", "duration_ms", "Minutes"; null for none. */
export function unitOfHeader(header: string): number | null {
  const words = header.toLowerCase().split(/[^a-z]+/)
  for (const word of words)
    if (word.length > 1 || word === 'h') {
      const unit = word === 'tag' ? null : unitOf(word)
      if (unit !== null) return unit
    }
  return null
}

/** Milliseconds, or null. `unit`: what a bare number counts, in ms; null where nobody says. */
export function readDuration(text: string, unit: number | null): number | null {
  const value = text.trim()
  const clock = /^(\d{1,5}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?$/.exec(value)
  // Without seconds the first is hours, as every spreadsheet has it.
  if (clock !== null) return clockMs(0, clock[1], clock[2], clock[3])
  const days = /^(\d+) (?:days?,? )?(\d{1,2}):(\d\d):(\d\d)$/.exec(value)
  if (days !== null) return clockMs(Number(days[1]), days[2], days[3], days[4])
  const iso = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(
    value,
  )
  if (iso !== null && /\d/.test(value)) {
    const n = (i: number) => Number(iso[i] ?? 0)
    return Math.round(n(1) * 86_400_000 + n(2) * 3_600_000 + n(3) * 60_000 + n(4) * 1000)
  }
  if (/^\d+(?:[.,]\d+)?$/.test(value)) return unit === null ? null : Math.round(numberOf(value) * unit)
  return inWords(value)
}

function clockMs(days: number, hours = '0', minutes = '0', seconds = '0'): number | null {
  if (Number(minutes) > 59 || Number(seconds) > 59) return null
  return (((days * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
}

function inWords(value: string): number | null {
  const parts = [...value.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+\.?)/gi)]
  const rest = value.replaceAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+\.?)/gi, '').replaceAll(/[\s,]|and|und/gi, '')
  if (parts.length === 0 || rest !== '') return null
  let ms = 0
  for (const [, number = '', word = ''] of parts) {
    const unit = unitOf(word)
    if (unit === null) return null
    ms += numberOf(number) * unit
  }
  return Math.round(ms)
}

function numberOf(text: string): number {
  return Number(text.replace(',', '.'))
}
