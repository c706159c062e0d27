// Fetches the refs of pull and merge requests into a repository of Shiplog's own, in its data folder: the one thing that
// contacts anybody, and only on a person's word. The repository of the person is neither written nor asked.
// Invariant: no program runs but git and, for an ssh address, ssh; no settings but Shiplog's own are read.
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Refusal } from '../../../src-shared/reply.ts'
import { changeOwn, readGit } from './git.ts'
import { GitFailed } from './refusals.ts'
import type { Remote } from './remote.ts'

/** Where `refs/pull/7/head` of a host comes to lie: under the same name. */
const wanted = ['refs/pull/*/head', 'refs/merge-requests/*/head'].map((ref) => `+${ref}:${ref}`)

export interface PullMirror {
  gitDir: string
  objectFormat: 'sha1' | 'sha256'
}

export type OnFetch = (what: string, count: number, total: number) => void

/** Returns how many refs there are now. A first fetch that fails or is cancelled leaves nothing. */
export async function fetchPulls(
  { gitDir, objectFormat }: PullMirror,
  remote: Remote,
  onFetch: OnFetch,
  signal?: AbortSignal,
): Promise<number> {
  const made = existsSync(join(gitDir, 'HEAD'))
  try {
    if (!made) {
      await rm(gitDir, { recursive: true, force: true })
      await mkdir(dirname(gitDir), { recursive: true, mode: 0o700 })
      const format = objectFormat === 'sha256' ? ['--object-format=sha256'] : []
      await changeOwn('init', ['--quiet', '--bare', '--template=', ...format, gitDir], { cwd: dirname(gitDir), signal })
    }
    // Commits alone: neither folders nor files are looked at.
    const args = ['--no-tags', '--no-recurse-submodules', '--prune', '--progress', '--filter=tree:0']
    const onLine = (line: string) => {
      const [, what, count, total] = /^(?:remote: )?([A-Z][a-z ]+):\s+\d+% \((\d+)\/(\d+)\)/.exec(line) ?? []
      if (what !== undefined) onFetch(what, Number(count), Number(total))
    }
    const call = { cwd: gitDir, gitDir, protocol: remote.protocol, onLine, signal }
    await changeOwn('fetch', [...args, '--end-of-options', remote.url, ...wanted], call)
    return (await pullRefs(gitDir, signal)).split('\n').length - 1
  } catch (error) {
    if (!made) await rm(gitDir, { recursive: true, force: true })
    signal?.throwIfAborted()
    if (error instanceof GitFailed) throw notFetched(error.stderr, remote)
    throw error
  }
}

/** Where a person may have fetched them besides: GitLab's own documents say the last. */
const elsewhere = ['pr', 'pull', 'merge-requests']
const isHead =
  /^refs\/(?:remotes\/[^/]+\/(?:pr|pull|merge-requests)\/(\d+)(?:\/head)?|(?:pull|merge-requests)\/(\d+)\/head)$/

/** Of a ref that says where a pull request ends, its number. */
export function pullOf(ref: string): number | null {
  const [, besides, own] = isHead.exec(ref) ?? []
  const number = besides ?? own
  return number === undefined ? null : Number(number)
}

/** Lines of an object id and a ref; the same for a person's repository. Those under the host's own name come last. */
export async function pullRefs(gitDir: string, signal?: AbortSignal): Promise<string> {
  const places = ['refs/pull', 'refs/merge-requests', ...elsewhere.map((place) => `refs/remotes/*/${place}/**`)]
  const answer = await readGit(gitDir, 'for-each-ref', ['--format=%(objectname) %(refname)', ...places], '', signal)
  const at = answer.search(/^\w+ refs\/remotes\//m)
  return at === -1 ? answer : answer.slice(at) + answer.slice(0, at)
}

function notFetched(stderr: string, { url, host, protocol }: Remote): Refusal {
  const where = host ?? url
  const own = `Or fetch them yourself: git fetch origin '+refs/pull/*/head:refs/pull/*/head'`
  if (/could not read (?:Username|Password)|Authentication failed|terminal prompts disabled/i.test(stderr))
    return new Refusal(
      'forbidden',
      `${where} asks who you are. Shiplog has no password and asks no helper for one; over ssh it uses your agent and keys. ${own}`,
    )
  if (/Host key verification failed|Permission denied|publickey/i.test(stderr))
    return new Refusal(
      'forbidden',
      `${where} does not let you in by ssh without a question. Connect to it once by ssh, with the key in your agent. ${own}`,
    )
  const lines = stderr.split(/[\r\n]/).filter((line) => /^(?:fatal|error|ssh): /.test(line))
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  const said = (lines[0] ?? 'it ended without a word').replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, 300)
  return new Refusal('unavailable', `Nothing was fetched from ${where} (${protocol}): ${said}. ${own}`)
}
