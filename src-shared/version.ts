// Version numbers in tags and ids: SemVer or a date, with or without a prefix ("v1.2.3", "api-1.2.3", "release/2026.03.1").

export interface Version {
  prefix: string
  /** The number with any pre-release and build metadata, without the prefix. */
  number: string
  prerelease: boolean
}

// SemVer 2.0.0 (semver.org): no leading zeros, dot-separated pre-release and build parts. The prefix ends in a
// character that cannot belong to a number, so that "2024.1.2.3" is not read as "2024." and "1.2.3"; it is as short
// as possible, so that "1.0.0-rc-2.0.0" keeps its core.
const pattern =
  /^(?<prefix>(?:.*?[^0-9.+])??)(?<core>(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*))(?<pre>-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?(?<build>\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/

// Dates as versions, which SemVer has no room for: a month with its zero, a hyphen. "2026.03.1", "2026-03-01", and with a
// number for the second of a day: "2026-03-01.2", "2026.03.01-2".
const date =
  /^(?<prefix>(?:.*?[^0-9.+])??)(?<core>(?:19|20)\d\d(?:\.(?:0?[1-9]|1[0-2])\.\d{1,4}|-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])))(?<count>[.-]\d{1,4})?(?<pre>-[0-9A-Za-z.-]*[A-Za-z][0-9A-Za-z.-]*)?(?<build>\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/

/** Words before a number that make it no release: "nightly-2026-03-01", "rc-1.2.0"; what stands before an @ is a package. */
const unreleased = /(?:^|[^a-z])(?:nightly|snapshot|canary|alpha|beta|rc|preview|pre|dev)[^a-z@]*$/i

/** The version a tag or id carries, or null where it is no version ("nightly", "build-771", "v1.2"). */
export function parseVersion(text: string): Version | null {
  if (text.length > 255) return null
  const groups = (pattern.exec(text) ?? date.exec(text))?.groups
  if (groups === undefined) return null
  const { prefix = '', core = '', count = '', pre = '', build = '' } = groups
  return { prefix, number: core + count + pre + build, prerelease: pre !== '' || unreleased.test(prefix) }
}

/**
 * Sorts as text as versions are sorted: by the numbers in them, so that 1.9.0 comes before 1.10.0; a pre-release before what
 * it leads to; v1.0.0 as 1.0.0. Whatever is no version is sorted by the numbers in it too.
 */
export function versionKey(text: string): string {
  const parts = text
    .toLowerCase()
    .replace(/^v(?=\d)/, '')
    .matchAll(/\d+|(?<=\d)-(?=[a-z])|\D+/g)
  // A pre-release is less than the end, and that less than anything that follows. Of two numbers the longer one is larger.
  const keys = Array.from(parts, ([part]) => {
    if (part === '-') return '\u0001'
    if (!/^\d/.test(part)) return `\u0004${part}`
    const digits = part.replace(/^0+/, '')
    return `\u0003${String.fromCharCode(digits.length)}${digits}`
  })
  return `${keys.join('')}\u0002`
}
