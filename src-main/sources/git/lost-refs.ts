// The refs of a repository where git gives up at one of them, because what it leads to is missing or damaged: looked up one
// by one, so that those are told apart and all others are as they are. Invariant: what is not marked as lost can be opened.
import { isObjectId, readGit, revisionLines, streamGit } from './git.ts'
import { GitFailed } from './refusals.ts'
import { isMissing, placesOfRefs, type RefRow } from './ref-row.ts'

/** Throws GitFailed where git cannot tell of any, the signal's reason when aborted. */
export async function rowsOneByOne(gitDir: string, signal?: AbortSignal): Promise<RefRow[]> {
  // Nothing is opened for these.
  const args = ['--format=%(refname)%00%(objectname)%00%(symref)', ...placesOfRefs]
  const lines = (await readGit(gitDir, 'for-each-ref', args, '', signal)).split('\n').slice(0, -1)
  const refs = lines.map((line) => line.split('\0'))
  /** Of all that can be opened. */
  const types = new Map<string, string>()
  const tags = new Map<string, TagObject>()
  // What tags lead to, one step after the other.
  for (let ids = new Set(refs.map(([, id = '']) => id)); ids.size > 0;) {
    const found = await typesOf(gitDir, [...ids].filter(isObjectId), signal)
    const of = (wanted: string) => [...found].flatMap(([id, type]) => (type === wanted ? id : []))
    const commits = new Set(await commitsThatOpen(gitDir, of('commit'), signal))
    const opened = await readTags(gitDir, of('tag'), signal)
    for (const [id, type] of found)
      if (type === 'commit' ? commits.has(id) : type !== 'tag' || opened.has(id)) types.set(id, type)
    for (const [id, tag] of opened) tags.set(id, tag)
    ids = new Set([...opened.values()].map((tag) => tag.object).filter((id) => !types.has(id)))
  }
  return refs.map(([ref = '', first = '', symref = '']) => {
    const tag = tags.get(first)
    const id = tag === undefined ? first : endOf(tag, tags)
    const type = types.get(id)
    const lost = type === undefined ? isMissing(id) : null
    return { ref, id, type: type ?? '', annotated: tag !== undefined, date: tag?.date ?? '', symref, lost }
  })
}

interface TagObject {
  object: string
  /** Seconds, or what stands there; empty for none. */
  date: string
}

function endOf(tag: TagObject, tags: ReadonlyMap<string, TagObject>): string {
  // Objects are made of the ids of others, so that there is no way round.
  const next = tags.get(tag.object)
  return next === undefined ? tag.object : endOf(next, tags)
}

async function typesOf(gitDir: string, ids: readonly string[], signal?: AbortSignal): Promise<Map<string, string>> {
  const args = ['--batch-check=%(objectname) %(objecttype)']
  const answer = await askedOf(ids, (some) => readGit(gitDir, 'cat-file', args, revisionLines(some), signal))
  const rows = answer.split('\n').map((line) => line.split(' '))
  return new Map(rows.flatMap(([id = '', type = 'missing']) => (type === 'missing' ? [] : [[id, type] as const])))
}

async function commitsThatOpen(gitDir: string, ids: readonly string[], signal?: AbortSignal): Promise<string[]> {
  // Dates are asked for because git knows the ids of commits that are gone, where it keeps a graph of them.
  const args = ['--stdin', '--no-walk=unsorted', '--no-show-signature', '--format=%H %at']
  const answer = await askedOf(ids, (some) => readGit(gitDir, 'log', args, revisionLines(some), signal))
  return answer.split('\n').map((line) => line.slice(0, line.indexOf(' ')))
}

async function readTags(gitDir: string, ids: readonly string[], signal?: AbortSignal): Promise<Map<string, TagObject>> {
  const found = new Map<string, TagObject>()
  await askedOf(ids, async (some) => {
    found.clear()
    const args = ['--batch=%(objectname) %(objectsize)']
    const chunks: Buffer[] = []
    for await (const chunk of streamGit(gitDir, 'cat-file', args, revisionLines(some), signal)) chunks.push(chunk)
    const answer = Buffer.concat(chunks)
    for (let from = 0; from < answer.length;) {
      const begin = answer.indexOf(10, from) + 1
      const [id = '', size = ''] = answer.toString('latin1', from, begin - 1).split(' ')
      const end = begin + Number(size)
      const [head = ''] = answer.toString('latin1', begin, end).split('\n\n', 1)
      const object = /^object ([0-9a-f]+)$/m.exec(head)?.[1] ?? ''
      found.set(id, { object, date: /^tagger .*> (\S+)/m.exec(head)?.[1] ?? '' })
      from = end + 1
    }
    return ''
  })
  return found
}

/** Each time git has to be asked anew; a repository with more damage than that is refused as a whole. */
const damagedMax = 100

/** Asks of all; where git gives up at one of them, again of the others. */
async function askedOf(ids: readonly string[], ask: (ids: readonly string[]) => Promise<string>): Promise<string> {
  let left = ids
  for (let times = 0; left.length > 0; times += 1) {
    try {
      return await ask(left)
    } catch (error) {
      if (!(error instanceof GitFailed) || times === damagedMax) throw error
      const { stderr } = error
      const others = left.filter((id) => !stderr.includes(id))
      if (others.length === left.length) throw error
      left = others
    }
  }
  return ''
}
