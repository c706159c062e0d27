// What a commit's message says of others: which it takes back, and that it is the squash of a merge request. Pure.

export interface Revert {
  id: string
  /** Ids as it gives them, maybe shortened. */
  reverted: string[]
  /** Where it gives no id, the number of the pull request it takes back. */
  pull: number | null
  /** Where it gives neither, the first line of what it takes back. */
  title: string | null
}

export interface Sayings {
  reverts: Revert[]
  /** Ids of commits with one parent that say their merge request below their first line, as GitLab writes them by some templates. */
  requests: string[]
}

/** Whether a first line begins as that of a revert, or of a merge of a revert's branch: of no other the body is read. */
export function mayRevert(subject: string): boolean {
  return /^(?:revert |merge pull request #.* from .*\/revert-|merge branch 'revert-)/i.test(subject)
}

/**
 * `Revert "…"` by git and code hosts, and merges of the branches that GitHub and GitLab make for one; `Reapply "…"` and
 * `Revert "Revert …"` are taken at their word.
 */
export function revertOf(id: string, subject: string, body: string): Revert | null {
  const reverted = [...body.matchAll(/\bThis reverts commits? ([0-9a-f]{7,64})\b/g)].flatMap(([, hex]) => hex ?? [])
  if (reverted.length > 0) return { id, reverted, pull: null, title: null }
  const branch = branchOf(subject)
  if (branch !== null) return { id, title: null, ...branch }
  const pull = /^Reverts \S*[#!](\d+)\s*$/m.exec(body)?.[1]
  if (pull !== undefined) return { id, reverted, pull: Number(pull), title: null }
  const title = /^Revert "(.+)"(?: \([#!]\d+\))?$/.exec(subject)?.[1]
  return title === undefined ? null : { id, reverted, pull: null, title }
}

/** What the merge of a revert's branch takes back: GitHub calls the branch by the pull request, GitLab by the commit. */
function branchOf(subject: string): Pick<Revert, 'reverted' | 'pull'> | null {
  const pull = /^Merge pull request #\d+ from \S+\/revert-(\d+)-/.exec(subject)?.[1]
  if (pull !== undefined) return { reverted: [], pull: Number(pull) }
  const commit = /^Merge branch 'revert-([0-9a-f]{7,64})' into /.exec(subject)?.[1]
  return commit === undefined ? null : { reverted: [commit], pull: null }
}

/** What a body that names its merge request has in it. */
export const requestMark = Buffer.from('See merge request ')

export function namesRequest(body: string): boolean {
  return /^See merge request [^ \n]*![0-9]+ *$/m.test(body)
}
