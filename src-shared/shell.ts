// Text for a person to paste into a shell.

/** A word as a POSIX shell reads it back: unchanged where that is safe, else in single quotes. */
export function quoted(text: string): string {
  return /^[\w.@/:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
