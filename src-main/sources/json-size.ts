// How much a JSON text holds, told before it is parsed: deep nesting parses quickly and then breaks whatever walks it, and a
// million values take long.

/** `deep`: where it goes deeper than `levels`, if it does; nothing is counted from there on. `values`: at the most. */
export function jsonSize(text: string, levels: number): { deep: number | null; values: number } {
  let depth = 0
  let values = 1
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 0x5c) i++
      else if (c === 0x22) inString = false
    } else if (c === 0x22) inString = true
    else if (c === 0x5b || c === 0x7b) {
      values++
      if (++depth > levels) return { deep: i, values }
    } else if (c === 0x5d || c === 0x7d) depth--
    else if (c === 0x2c) values++
  }
  return { deep: null, values }
}
