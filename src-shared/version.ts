// Version numbers in tags and ids: SemVer with or without a prefix ("v1.2.3", "api-1.2.3", "release/2.0.0").

export interface Version {
  prefix: string
  /** major.minor.patch with any pre-release and build metadata, without the prefix. */
  number: string
  prerelease: boolean
}

// SemVer 2.0.0 (semver.org): no leading zeros, dot-separated pre-release and build parts. The prefix ends in a
// character that cannot belong to a number, so that "2024.1.2.3" is not read as "2024." and "1.2.3"; it is as short
// as possible, so that "1.0.0-rc-2.0.0" keeps its core.
const pattern =
  /^(?<prefix>(?:.*?[^0-9.+])??)(?<core>(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*))(?<pre>-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?(?<build>\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/

/** The version a tag or id carries, or null where it is no version ("nightly", "build-771", "v1.2"). */
export function parseVersion(text: string): Version | null {
  if (text.length > 255) return null
  const groups = pattern.exec(text)?.groups
  if (groups === undefined) return null
  const { prefix = '', core = '', pre = '', build = '' } = groups
  return { prefix, number: core + pre + build, prerelease: pre !== '' }
}
