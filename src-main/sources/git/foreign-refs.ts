// Fetches the refs of another user's repository into a copy, all that can be brought: those that lead to objects which are
// missing or damaged there are left out, and told. Git's own server side hands over nothing while such a ref is asked
// for, and names the object; so the refs that lead to it are asked for no more, and the others again.
// Invariant: a ref is left out only for what it leads to itself. Where the history of one has a hole, all is refused.
import { changeOwn, isObjectId, type OwnCall, readGit } from './git.ts'
import { isMissing, leadsNowhere, type LostRef, takesNoName } from './ref-row.ts'
import { GitFailed } from './refusals.ts'

/** Branches, tags and pull requests, under the names they have there. */
const places = ['heads', 'tags', 'remotes', 'pull', 'merge-requests'].map((kind) => `refs/${kind}/`)
const wanted = places.map((place) => `+${place}*:${place}*`)
const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--prune', '--update-shallow', '--stdin']

/** Each time git has to be asked anew; a repository with more damage than that is refused as a whole. */
const lostMax = 100

type Copy = OwnCall & { gitDir: string }

/** Returns what was left out, by name. Throws GitFailed, or the signal's reason when aborted. */
export async function fetchForeign(url: string, call: Copy): Promise<LostRef[]> {
  const lost = new Map<string, LostRef>()
  let listed: Listed[] | null = null
  for (let times = 0; ; times += 1) {
    const said: string[] = []
    const besides = [...lost.keys()].map((ref) => `^${ref}`)
    try {
      await fetchThose([...wanted, ...besides], url, { ...call, onLine: (line) => said.push(line) })
      if (lost.size > 0) await dropStale([...lost.keys()], call)
      const odd = said.flatMap(oddlyNamed)
      return [...lost.values(), ...odd].sort((a, b) => (a.ref < b.ref ? -1 : 1))
    } catch (error) {
      if (!(error instanceof GitFailed) || times === lostMax) throw error
      const object = damagedIn(error.stderr)
      if (object === null) throw error
      listed ??= await listRefs(url, call)
      const others = listed.filter(({ ref }) => !lost.has(ref))
      const found = others.filter(({ ids }) => ids.includes(object))
      for (const { ref } of found) lost.set(ref, { ref, lost: /^0+$/.test(object) ? leadsNowhere : isMissing(object) })
      if (found.length > 0) continue
      const nested = isBehindTags(error) ? await nestedIn(others, url, call) : null
      if (nested === null) throw error
      lost.set(nested.ref, nested)
    }
  }
}

function fetchThose(specs: readonly string[], url: string, call: Copy): Promise<void> {
  const input = specs.map((spec) => `${spec}\n`).join('')
  return changeOwn('fetch', [...options, '--end-of-options', url], { ...call, input })
}

/**
 * A tag of a tag whose middle is missing: the other side lists it as it lists any ref to a commit, and names only the middle.
 * So those that may be one are asked for by halves, until one is left. Each ref that can be brought comes on the way.
 */
async function nestedIn(others: readonly Listed[], url: string, call: Copy): Promise<LostRef | null> {
  let left = others.filter(({ ref, ids }) => ids.length === 1 && places.some((place) => ref.startsWith(place)))
  for (;;) {
    const half = left.slice(0, Math.ceil(left.length / 2))
    const [first] = half
    if (first === undefined) return null
    const specs = half.map(({ ref }) => `+${ref}:${ref}`)
    try {
      await fetchThose(specs, url, call)
      left = left.slice(half.length)
    } catch (error) {
      const object = error instanceof GitFailed && isBehindTags(error) ? damagedIn(error.stderr) : null
      if (object === null) throw error
      if (half.length === 1) return { ref: first.ref, lost: isMissing(object) }
      left = half
    }
  }
}

/** Git says this of what a ref or a tag leads to, never of what lies within a history. */
function isBehindTags({ stderr }: GitFailed): boolean {
  return stderr.includes('fatal: bad object ')
}

/**
 * "fatal: remote error: upload-pack: not our ref 1f3c…", "remote: fatal: bad object 1f3c…", "fatal: loose object 1f3c…
 * (stored in …) is corrupt". A commit whose parents are missing is none of them: "Failed to traverse parents of commit".
 */
function damagedIn(stderr: string): string | null {
  const found = /(?:not our ref|fatal: bad object|fatal: (?:loose|packed) object) (?<id>[0-9a-f]{40,64})\b/.exec(stderr)
  return found?.groups?.['id'] ?? null
}

// "error: * Ignoring funny ref 'refs/tags/v1..2' locally".
function oddlyNamed(line: string): LostRef[] {
  const ref = /^error: \* Ignoring funny ref '(?<ref>refs\/.+)' locally$/.exec(line)?.groups?.['ref']
  return ref === undefined ? [] : [{ ref, lost: takesNoName }]
}

interface Listed {
  ref: string
  /** What it leads to, one step on and all the way. */
  ids: string[]
}

/** As the other side tells them, whatever they lead to. */
async function listRefs(url: string, call: Copy): Promise<Listed[]> {
  const chunks: Buffer[] = []
  await changeOwn('ls-remote', ['--end-of-options', url], { ...call, onOutput: (chunk) => chunks.push(chunk) })
  const listed = new Map<string, Listed>()
  for (const line of Buffer.concat(chunks).toString('utf8').split('\n')) {
    const [id = '', name = ''] = line.split('\t')
    const ref = name.replace(/\^\{\}$/, '')
    // What is no plain name would mean something else where it is left out.
    if (!isObjectId(id) || !/^refs\/[^\s~^:?*[\\\uFFFD]+$/.test(ref) || ref.includes('..')) continue
    const one = listed.get(ref) ?? { ref, ids: [] }
    one.ids.push(id)
    listed.set(ref, one)
  }
  return [...listed.values()]
}

/** What an earlier copy brought of refs that have moved on, to what is missing. */
async function dropStale(lost: readonly string[], call: Copy): Promise<void> {
  const there = new Set(
    (await readGit(call.gitDir, 'for-each-ref', ['--format=%(refname)'], '', call.signal)).split('\n'),
  )
  const stale = lost.filter((ref) => there.has(ref))
  // Each change of a ref there is the cause of a scan.
  if (stale.length === 0) return
  const input = stale.map((ref) => `delete ${ref}\n`).join('')
  await changeOwn('update-ref', ['--stdin'], { ...call, input })
}
