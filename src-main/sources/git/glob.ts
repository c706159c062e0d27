// Tag patterns as a person writes them: `*` (also across "/"), `?`, `[abc]`, `[a-z]`, `[!abc]`. All else is itself.
// Invariant: no backtracking beyond the last `*`, so that no pattern is slow (at worst length times length).

type Token =
  | { kind: 'star' }
  | { kind: 'any' }
  | { kind: 'set'; has: (char: string) => boolean }
  | { kind: 'char'; char: string }

/** A test for whole names, by code points. A `[` that is never closed stands for itself. */
export function createGlob(pattern: string): (name: string) => boolean {
  const tokens = tokensOf(Array.from(pattern))
  return (name) => matches(tokens, Array.from(name))
}

function tokensOf(chars: readonly string[]): Token[] {
  const tokens: Token[] = []
  for (let i = 0; i < chars.length; i += 1) {
    const char = chars[i] ?? ''
    if (char === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' })
    } else if (char === '?') tokens.push({ kind: 'any' })
    else if (char === '[') {
      const end = endOfSet(chars, i)
      if (end === -1) tokens.push({ kind: 'char', char })
      else {
        tokens.push({ kind: 'set', has: setOf(chars.slice(i + 1, end)) })
        i = end
      }
    } else tokens.push({ kind: 'char', char })
  }
  return tokens
}

/** The `]` that closes the set at `from`; one that comes first is a member: `[]a]`. */
function endOfSet(chars: readonly string[], from: number): number {
  const negated = chars[from + 1] === '!' || chars[from + 1] === '^'
  return chars.indexOf(']', from + (negated ? 3 : 2))
}

function setOf(inside: readonly string[]): (char: string) => boolean {
  const negated = inside[0] === '!' || inside[0] === '^'
  const members = negated ? inside.slice(1) : inside
  const single = new Set<string>()
  const ranges: [string, string][] = []
  for (let i = 0; i < members.length; i += 1) {
    const low = members[i] ?? ''
    const high = members[i + 2]
    if (members[i + 1] === '-' && high !== undefined) {
      ranges.push([low, high])
      i += 2
    } else single.add(low)
  }
  return (char) => (single.has(char) || ranges.some(([low, high]) => low <= char && char <= high)) !== negated
}

function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  let at = 0
  let token = 0
  let star = -1
  let starAt = 0
  while (at < name.length) {
    const current = tokens[token]
    if (current?.kind === 'star') {
      star = token
      starAt = at
      token += 1
    } else if (current !== undefined && accepts(current, name[at] ?? '')) {
      at += 1
      token += 1
    } else if (star === -1) return false
    else {
      // The last star takes one character more; earlier ones never need to.
      starAt += 1
      at = starAt
      token = star + 1
    }
  }
  return tokens.slice(token).every(({ kind }) => kind === 'star')
}

function accepts(token: Token, char: string): boolean {
  if (token.kind === 'char') return token.char === char
  return token.kind === 'any' || (token.kind === 'set' && token.has(char))
}
