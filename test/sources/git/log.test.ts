// Commits as git has them, valid or not, and the same whatever pieces the bytes arrive in.
import fc from 'fast-check'
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { buffersOf } from '../../../src-shared/commit-columns.ts'
import { readLog, type CommitBatch } from '../../../src-main/sources/git/log.ts'
import { openRepo } from '../../../src-main/sources/git/open.ts'
import { createParser } from '../../../src-main/sources/git/parse.ts'
import { createHistory, createRepo, plainEnvironment, type TestRepo } from '../../helpers/repos.ts'
import { rowsOf, scan, type Row } from './rows.ts'

async function only(repo: TestRepo): Promise<Row> {
  const { rows } = await scan(repo.path)
  expect(rows).toHaveLength(1)
  return rows[0]!
}

/** A root commit on main with exactly these header lines and message. */
function raw(repo: TestRepo, lines: string | Buffer, message: string | Buffer = 'Raw\n'): string {
  const parts = [`tree ${repo.emptyTree}\n`, lines, '\n', message].map((part) => Buffer.from(part as string))
  const id = repo.object('commit', Buffer.concat(parts))
  repo.ref('refs/heads/main', id)
  return id
}

const jane = 'Jane Doe <jane@example.org>'
const dated = (date: string) => `author ${jane} ${date}\ncommitter ${jane} ${date}\n`

test('a commit has its author time and its committer time, in UTC, and no address', async () => {
  const repo = createRepo()
  const id = repo.commit({
    at: '2026-03-02T08:00:00Z',
    authored: '2026-03-01T23:30:00Z',
    message: 'Add login\n\nA body.\n',
    author: 'Zoë Łukasz',
  })
  expect(await scan(repo.path).then(({ rows }) => rows)).toEqual([
    {
      id,
      parents: [],
      authored: Date.parse('2026-03-01T23:30:00Z'),
      committed: Date.parse('2026-03-02T08:00:00Z'),
      author: 'Zoë Łukasz',
      subject: 'Add login',
    },
  ])
})

test('merges have all their parents, in order, an octopus too', async () => {
  const repo = createRepo()
  const root = repo.commit()
  const sides = Array.from({ length: 5 }, (_, i) =>
    repo.commit({ branch: null, parents: [root], message: `Side ${i}` }),
  )
  const merge = repo.commit({ parents: [root, ...sides.slice(0, 1)] })
  const octopus = repo.commit({ parents: [merge, ...sides] })
  const { rows } = await scan(repo.path)
  const parents = new Map(rows.map((row) => [row.id, row.parents]))
  expect(parents.size).toBe(8)
  expect(parents.get(merge)).toEqual([root, sides[0]])
  expect(parents.get(octopus)).toEqual([merge, ...sides])
  expect(parents.get(root)).toEqual([])
})

test('SHA-256 ids come whole', async () => {
  const repo = createRepo({ sha256: true })
  const first = repo.commit()
  const second = repo.commit()
  const { rows } = await scan(repo.path)
  expect(rows.map(({ id, parents }) => ({ id, parents }))).toEqual([
    { id: second, parents: [first] },
    { id: first, parents: [] },
  ])
})

test.each([
  ['0 +0000', 0],
  // A zone changes nothing: the seconds are UTC, even where the zone is none.
  ['1767225600 +9999', Date.UTC(2026, 0, 1)],
  ['253402300799 +0000', 253_402_300_799_000],
  // One second into the year 10000.
  ['253402300800 +0000', Number.NaN],
  // Year 3170843; git writes it as it is.
  ['99999999999999 +0000', Number.NaN],
  // Overflows 64 bits; git 2.39 writes 18446744073709551616 or nothing.
  ['18446744073709551616 +0000', Number.NaN],
  ['-5 +0000', Number.NaN],
  ['yesterday +0000', Number.NaN],
  ['', Number.NaN],
])('the date "%s" is %d', async (date, expected) => {
  const repo = createRepo()
  raw(repo, dated(date))
  const row = await only(repo)
  expect([row.authored, row.committed]).toEqual([expected, expected])
  expect(row.subject).toBe('Raw')
})

test('a commit without author and committer lines is one without dates', async () => {
  const repo = createRepo()
  raw(repo, '')
  expect(await only(repo)).toMatchObject({ authored: Number.NaN, committed: Number.NaN, author: '', subject: 'Raw' })
})

test.each([
  // e9 is é in Latin-1, and ff fe is nothing in UTF-8: undeclared bytes come through git as they are.
  ['undeclared Latin-1', Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0xff, 0xfe]), 'caf\uFFFD \uFFFD\uFFFD'],
  ['escape sequences', '\u001b[31mred\u001b[0m\u0007 alert', '[31mred[0m alert'],
  // U+009B is the one-character form of ESC [.
  ['C1 control characters', 'a\u009b31mb\u007f', 'a31mb'],
  ['a tab', 'a\tb', 'a b'],
  ['an emoji', 'Ship 🚀', 'Ship 🚀'],
  ['two lines, which git joins', 'first\nsecond\n\nbody', 'first second'],
  // Git cuts a message at a NUL.
  ['a NUL', 'before\0after', 'before'],
  ['an address, which is text here', 'Reply to jane@example.org', 'Reply to jane@example.org'],
  ['nothing', '', ''],
  ['what looks like a format', '%H %x00 %ae', '%H %x00 %ae'],
])('a subject with %s', async (_, message, expected) => {
  const repo = createRepo()
  raw(repo, dated('1767225600 +0000'), message)
  expect((await only(repo)).subject).toBe(expected)
})

test('a declared encoding is decoded', async () => {
  const repo = createRepo()
  raw(repo, `${dated('1767225600 +0000')}encoding ISO-8859-1\n`, Buffer.from([0x63, 0x61, 0x66, 0xe9]))
  expect((await only(repo)).subject).toBe('café')
})

test('a subject is cut at 500 characters, not inside one', async () => {
  const repo = createRepo()
  raw(repo, dated('1767225600 +0000'), `${'x'.repeat(499)}🚀${'y'.repeat(100)}`)
  // The rocket takes the places 500 and 501: it goes as a whole.
  expect((await only(repo)).subject).toBe('x'.repeat(499))
})

test('of a long subject the pull request that it ends in is kept, in whatever pieces it arrives', () => {
  const repo = createRepo()
  // 501 and 5,008 characters; the third is longer than a piece, and what looks like a number before its end is none.
  const messages = [
    `${'x'.repeat(495)} (#12)`,
    `${'y'.repeat(5_000)} (!1234)\n\nSee (#9)`,
    `${'z (#5) '.repeat(15_000)}(#67890)`,
    `${'w'.repeat(5_000)} (#8) and more`,
    `${'🚀'.repeat(3_000)} (#3)`,
  ]
  for (const message of messages) repo.commit({ message })
  repo.commit({ message: 'Tip' })
  const bytes = printed(repo)
  const expected = [
    'Tip',
    // Half a rocket is none: 499 - 5 places hold 247.
    `${'🚀'.repeat(247)}… (#3)`,
    'w'.repeat(500),
    `${'z (#5) '.repeat(80).slice(0, 490)}… (#67890)`,
    `${'y'.repeat(491)}… (!1234)`,
    `${'x'.repeat(493)}… (#12)`,
  ]
  for (const size of [bytes.length, 65_536, 997, 61]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    expect(parsed(pieces).rows.map((row) => row.subject)).toEqual(expected)
  }
})

test.each([
  ['jane@example.org', 'jane'],
  ['Jane (jane@example.org)', 'Jane (jane'],
  ['@jane', '@jane'],
  ['Jane @ Work', 'Jane @ Work'],
])('the name "%s" is shown as "%s": no address is kept', async (name, expected) => {
  const repo = createRepo()
  repo.commit({ author: name })
  expect((await only(repo)).author).toBe(expected)
})

test('a subject and a name of megabytes cost neither memory nor the commits around them', async () => {
  const repo = createRepo()
  const first = repo.commit({ message: 'First' })
  const huge = 'z'.repeat(3_000_000)
  const author = `author ${'n'.repeat(2_000_000)} <a@b> 1767225600 +0000\ncommitter ${jane} 1767225600 +0000\n`
  const second = raw(repo, `parent ${first}\n${author}`, huge)
  const third = repo.commit({ message: 'Third', parents: [second] })
  const { rows } = await scan(repo.path)
  const byId = new Map(rows.map((row) => [row.id, row]))
  expect([...byId.keys()].sort()).toEqual([first, second, third].sort())
  expect(byId.get(second)).toMatchObject({ subject: 'z'.repeat(500), author: 'n'.repeat(500), parents: [first] })
  expect(byId.get(third)?.subject).toBe('Third')
  expect(byId.get(first)?.subject).toBe('First')
})

test('a signed commit and one with a mailmap, notes and a replacement stay what they are', async () => {
  const repo = createRepo()
  const id = repo.commit({ message: 'True', author: 'Jane Doe' })
  const other = repo.commit({ message: 'False', branch: null })
  repo.ref(`refs/replace/${id}`, other)
  repo.git(['config', 'log.mailmap', 'true'])
  const mailmap = repo.object('blob', 'Somebody Else <jane@example.org>\n')
  repo.git(['config', 'mailmap.blob', mailmap])
  expect(await only(repo)).toMatchObject({ id, subject: 'True', author: 'Jane Doe' })
})

test('batches hold 512 commits, and their buffers are their own', async () => {
  const repo = createHistory(4_500)
  const facts = await openRepo(repo.path)
  const sizes: number[] = []
  const ids: string[] = []
  const count = await readLog(facts, { tips: [repo.tip()], known: [] }, async (batch) => {
    sizes.push(batch.n)
    ids.push(...rowsOf(batch).map((row) => row.id))
    expect(batch.oids.byteLength).toBe(batch.n * 20)
    // Moves them to another owner, as postMessage does: what follows must not need them.
    structuredClone(batch, { transfer: buffersOf(batch) })
  })
  expect(count).toBe(4_500)
  expect(sizes).toEqual([512, 512, 512, 512, 512, 512, 512, 512, 404])
  expect(ids).toEqual(repo.git(['rev-list', 'main']).trim().split('\n'))
})

test('git waits for the reader, and one batch is handled at a time', async () => {
  const repo = createHistory(9_000)
  let running = 0
  let most = 0
  const facts = await openRepo(repo.path)
  await readLog(facts, { tips: [repo.tip()], known: [] }, async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 20))
    running -= 1
  })
  expect([running, most]).toEqual([0, 1])
})

test('what the reader of batches throws ends the log and comes out', async () => {
  const repo = createHistory(9_000)
  let batches = 0
  const reading = readLog(await openRepo(repo.path), { tips: [repo.tip()], known: [] }, async () => {
    batches += 1
    throw new Error('disk full')
  })
  await expect(reading).rejects.toThrow('disk full')
  expect(batches).toBe(1)
})

test('nothing but object ids is handed to git', async () => {
  const repo = createRepo()
  repo.commit()
  const facts = await openRepo(repo.path)
  const read = (tips: string[], known: string[]) => readLog(facts, { tips, known }, async () => undefined)
  await expect(read(['--output=pwn'], [])).rejects.toThrow('only object ids are handed to git')
  await expect(read([repo.tip()], ['main'])).rejects.toThrow('only object ids are handed to git')
  await expect(read([`${repo.tip()}\n--all`], [])).rejects.toThrow('only object ids are handed to git')
})

test('the bytes may arrive in any pieces, and say of others the same', () => {
  const repo = createRepo()
  const first = repo.commit({ message: 'Ünï 🚀', author: 'Zoë' })
  const second = repo.commit({ message: '', parents: [first] })
  const revert = repo.commit({ message: `Revert "Ünï 🚀"\n\nThis reverts commit ${first}.\n`, parents: [second] })
  const squash = repo.commit({ message: 'Add stock\n\nSee merge request shop/api!12\n', parents: [revert] })
  repo.commit({ message: 'Merge\n\nSee merge request shop/api!13\n', parents: [squash, first] })
  const whole = parsed([printed(repo)])
  expect(whole.rows.map((row) => row.subject)).toEqual(['Merge', 'Add stock', 'Revert "Ünï 🚀"', '', 'Ünï 🚀'])
  expect(whole.says).toEqual({
    reverts: [{ id: revert, reverted: [first], pull: null, title: null }],
    // Not the merge: it is no squash, whatever it says.
    requests: [squash],
  })
  const bytes = printed(repo)
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      expect(parsed(edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge)))).toEqual(whole)
    }),
  )
  expect(parsed(Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(whole)
})

test('of a long body its beginning is looked at, and what comes after it is read', () => {
  const repo = createRepo()
  const root = repo.commit({ message: 'Root' })
  const early = repo.commit({
    message: `Early\n\nSee merge request a/b!1\n\n${'word '.repeat(60_000)}`,
    parents: [root],
  })
  const late = repo.commit({
    message: `Late\n\n${'word '.repeat(60_000)}\n\nSee merge request a/b!2\n`,
    parents: [early],
  })
  repo.commit({ message: 'Tip\n\nSee merge request a/b!3\n', parents: [late] })
  const bytes = printed(repo)
  for (const size of [bytes.length, 65_536, 10_000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    const { rows, says } = parsed(pieces)
    expect(rows.map((row) => row.subject)).toEqual(['Tip', 'Late', 'Early', 'Root'])
    expect(says.requests).toEqual([rows[0]?.id, early])
  }
})

function printed(repo: TestRepo): Buffer {
  const format = '--format=%H%x00%P%x00%at%x00%ct%x00%an%x00%s%x00%b'
  return execFileSync('git', ['log', '-z', format], { cwd: repo.path, env: plainEnvironment() })
}

function parsed(pieces: readonly Buffer[]): { rows: Row[]; says: CommitBatch['says'] } {
  const parser = createParser(20)
  const batches: (CommitBatch | null)[] = []
  for (const piece of pieces) batches.push(...parser.push(piece))
  batches.push(parser.end())
  const whole = batches.filter((batch) => batch !== null)
  return {
    rows: whole.flatMap((batch) => rowsOf(batch)),
    says: {
      reverts: whole.flatMap((batch) => batch.says.reverts),
      requests: whole.flatMap((batch) => batch.says.requests),
    },
  }
}
