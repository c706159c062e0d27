// The refs of a repository one by one, as git lists them, with what each leads to in the end; and those that lead nowhere.
import { askAloud, readGit } from './git.ts'
import { rowsOneByOne } from './lost-refs.ts'
import type { RepoFacts } from './open.ts'
import { isMissing, leadsNowhere, lostRow, placesOfRefs, type RefRow, takesNoName, type Target } from './ref-row.ts'
import { GitFailed } from './refusals.ts'

const fields = ['refname', 'objectname', 'objecttype', '*objectname', '*objecttype', 'taggerdate:unix', 'symref']
const format = fields.map((field) => `%(${field})`).join('%00')

/** What tags of tags lead to in the end: always the same, as long as no object of the repository goes away. */
export type TagEnds = Map<string, Target>

/**
 * In the order of git, then those that it passes over. Throws GitFailed, or the signal's reason when aborted. `ends`: as they
 * were, and as they are afterwards.
 */
export async function readRows(
  gitDir: string,
  signal?: AbortSignal,
  ends: TagEnds = new Map<string, Target>(),
): Promise<RefRow[]> {
  const ask = (asked: string) => askAloud(gitDir, 'for-each-ref', [`--format=${asked}`, ...placesOfRefs], signal)
  try {
    const { answer, remarks } = await ask(format)
    const lines = answer.split('\n').slice(0, -1)
    return [...(await ofLines(gitDir, lines, ends, signal)), ...remarks.flatMap(passedOver)]
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error
    // It lists none where it cannot open what one of them leads to.
    const { remarks } = await ask('%(refname)')
    const rows = await rowsOneByOne(gitDir, signal)
    if (rows.every((row) => row.lost === null)) throw error
    return [...rows, ...remarks.flatMap(passedOver)]
  }
}

// "warning: ignoring broken ref refs/heads/x": its file is empty (a computer that went off), zero, or holds something else.
// "warning: ignoring ref with broken name refs/tags/v1..2".
const remarked = /^warning: ignoring (?<what>broken ref|ref with broken name) (?<ref>refs\/.+)$/

function passedOver(remark: string): RefRow[] {
  const { what, ref } = remarked.exec(remark)?.groups ?? {}
  if (ref === undefined) return []
  return [lostRow({ ref, lost: what === 'broken ref' ? leadsNowhere : takesNoName })]
}

async function ofLines(
  gitDir: string,
  lines: readonly string[],
  ends: TagEnds,
  signal?: AbortSignal,
): Promise<RefRow[]> {
  const listed = lines.map((line) => {
    const [ref = '', id = '', type = '', target = '', targetType = '', date = '', symref = ''] = line.split('\0')
    // What an annotated tag points to, one step on or all the way: that depends on the version of git.
    const to = type === 'tag' ? { id: target, type: targetType } : { id, type }
    return { ref, ...to, annotated: type === 'tag', date, symref }
  })
  const nested = new Set(listed.filter((row) => row.type === 'tag').map((row) => row.id))
  for (const id of ends.keys()) if (!nested.has(id)) ends.delete(id)
  const asked = [...nested].filter((id) => !ends.has(id))
  const found = await peel(gitDir, asked, signal)
  // What is missing may come.
  for (const [id, end] of found) if (end.type !== 'missing') ends.set(id, end)
  return listed.map((row) => {
    const end = ends.get(row.id) ?? found.get(row.id) ?? row
    return { ...row, ...end, lost: end.type === 'missing' ? isMissing(end.id) : null }
  })
}

/** What tags of tags lead to in the end: git before 2.45 resolves one step only. */
async function peel(
  gitDir: RepoFacts['gitDir'],
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, Target>> {
  const targets = new Map<string, Target>()
  if (ids.length === 0) return targets
  const input = ids.map((id) => `${id}^{}\n`).join('')
  const answer = await readGit(gitDir, 'cat-file', ['--batch-check=%(objectname) %(objecttype)'], input, signal)
  for (const [i, line] of answer.split('\n').slice(0, -1).entries()) {
    const [id = '', type = ''] = line.split(' ')
    targets.set(ids[i] ?? '', { id, type })
  }
  return targets
}
