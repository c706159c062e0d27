// Lines to paste are read back by a real shell as what they were made from.
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoted } from '../src-shared/shell.ts'

test('a quoted word comes back from the shell as it was', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/\p{Cc}/u.test(text)),
        { minLength: 20, maxLength: 20 },
      ),
      (words) => {
        const line = `printf '%s\\n' ${words.map(quoted).join(' ')}`
        expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(words.map((word) => `${word}\n`).join(''))
      },
    ),
    { numRuns: 20 },
  )
  expect(quoted('api')).toBe('api')
  expect(quoted('a; rm x')).toBe("'a; rm x'")
  expect(quoted("it's")).toBe(`'it'\\''s'`)
})
