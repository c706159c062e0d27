// What a few commits say below their first line: which commit they were picked from, and who wrote along. Read when somebody
// looks at them, so that no scan reads bodies. No e-mail address is kept.
import { streamGit, revisionLines } from './git.ts'
import type { RepoFacts } from './open.ts'
import { nameOf } from './parse.ts'
import { refusalOf } from './refusals.ts'

export interface Message {
  id: string
  /** Ids of what it was picked from, the last pick first; maybe shortened. */
  picked: string[]
  /** Names of those who wrote along. */
  coAuthors: string[]
}

/** More than that is read of no message, and of no answer. */
const bodyMax = 64 * 1024
const answerMax = 32 * 1024 * 1024
const namesMax = 20

/** Of these commits, which must be there. What comes after a very long answer is left out. */
export async function readMessages(
  facts: Pick<RepoFacts, 'path' | 'gitDir'>,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Message[]> {
  // With nothing on stdin git would read HEAD.
  if (ids.length === 0) return []
  const args = ['-z', '--no-walk=unsorted', '--stdin', '--no-show-signature', '--encoding=UTF-8', '--format=%H%x00%b']
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of streamGit(facts.gitDir, 'log', args, revisionLines(ids), signal)) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > answerMax) break
    }
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
  const fields = Buffer.concat(chunks).toString('utf8').split('\0')
  const found: Message[] = []
  for (let i = 0; i + 1 < fields.length; i += 2)
    found.push(read(fields[i] ?? '', (fields[i + 1] ?? '').slice(0, bodyMax)))
  return found
}

function read(id: string, body: string): Message {
  const picked = [...body.matchAll(/^\(cherry picked from commit ([0-9a-f]{7,64})\)[ \t]*$/gm)]
  const names = [...body.matchAll(/^co-authored-by:[ \t]*([^<\n]*)/gim)].map(([, name = '']) => nameOf(name).trim())
  return {
    id,
    picked: picked.flatMap(([, hex]) => hex ?? []).reverse(),
    coAuthors: [...new Set(names.filter((name) => name !== ''))].slice(0, namesMax),
  }
}
