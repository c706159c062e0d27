// A mark of all that a scan starts from in a repository: where its refs, its HEAD and its reflogs are, what it lacks and how
// it is set up. Two scans that begin with the same mark read the same. One git process, and a few files that it would read.
// Replaced objects and grafts are not in it, because no scan follows them. Invariant: whatever cannot be told has no mark.
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { streamGitAt } from './git.ts'
import { objectDates } from './objects.ts'
import { dateOf, textOf } from './plain-files.ts'

/** As git holds them: nothing that they lead to is opened. */
const listing = [
  '--format=%(objectname) %(refname) %(symref)',
  'refs/heads',
  'refs/tags',
  'refs/remotes',
  'refs/pull',
  'refs/merge-requests',
]

export interface Marked {
  /** Of the work tree, or of a bare repository; git looks for the repository there, and whether it may be read. */
  path: string
  /** What the work trees of one repository share. */
  gitDir: string
  /** Branches and tags whose moves are looked at, by the names that people give. */
  pointers: readonly string[]
}

export interface Mark {
  digest: string
  /** Whether any pull request has a ref. */
  pulls: boolean
}

/** Null where it cannot be told; what is wrong is for those to say who read more. Throws the signal's reason when aborted. */
export async function markOf({ path, gitDir, pointers }: Marked, signal?: AbortSignal): Promise<Mark | null> {
  const digest = createHash('sha256')
  const refs: Buffer[] = []
  try {
    const own = await ownDir(path)
    const texts = [join(own, 'HEAD'), join(gitDir, 'shallow')]
    // One of them changes with every ref, HEAD and reflog, where they are kept so.
    texts.push(join(gitDir, 'reftable/tables.list'), join(own, 'reftable/tables.list'))
    const dated = [join(gitDir, 'config'), join(own, 'config.worktree')]
    dated.push(...pointers.flatMap((name) => reflogsOf(gitDir, name)))
    for (const file of texts) digest.update(`${file}\0${(await textOf(file)) ?? ''}\0`)
    for (const file of dated) digest.update(`${file}\0${await dateOf(file)}\0`)
    // What a partial clone gets later is a new object, too. Looked at while git starts.
    const objects = objectDates(gitDir)
    objects.catch(() => undefined)
    // Of refs that lead nowhere there are only remarks.
    const remarks: string[] = []
    const onLine = (line: string) => void remarks.push(line)
    for await (const chunk of streamGitAt(path, 'for-each-ref', listing, signal, onLine)) refs.push(chunk)
    digest.update(`${remarks.join('\n')}\0${await objects}`)
  } catch {
    signal?.throwIfAborted()
    return null
  }
  const listed = Buffer.concat(refs)
  const pulls = ['/pull/', '/pr/', '/merge-requests/'].some((place) => listed.includes(place))
  return { digest: digest.update(listed).digest('hex'), pulls }
}

/** The git folder of one work tree, which has a HEAD of its own. Throws where it has none. */
async function ownDir(path: string): Promise<string> {
  const link = join(path, '.git')
  const found = await stat(link).catch(() => null)
  if (found === null) return path
  if (found.isDirectory()) return link
  const [, to = ''] = /^gitdir: (.*)\n?$/.exec((await textOf(link)) ?? '') ?? []
  return resolve(path, to)
}

/** Wherever the reflog of what is called so would be. */
function reflogsOf(gitDir: string, name: string): string[] {
  return ['refs/heads', 'refs/remotes', 'refs/tags', '.'].map((place) => join(gitDir, 'logs', place, name))
}
