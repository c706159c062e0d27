// The address that a repository says it came from, as somebody may contact it: what git is handed, and what a person is
// shown first. Contacts nobody. Invariant: no password leaves the repository's settings, and only https, ssh and files
// of this computer are ever an address.
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { askGit } from './git.ts'
import type { Protocol } from './hardening.ts'
import type { RepoFacts } from './open.ts'
import { refusalOf } from './refusals.ts'

export interface Remote {
  /** As git is handed it, and as it is shown. */
  url: string
  /** Null for a folder of this computer. */
  host: string | null
  protocol: Protocol
}

/** The address of origin, by the repository's own settings alone. Throws a Refusal where there is none to contact. */
export async function readRemote(facts: Pick<RepoFacts, 'path' | 'gitDir'>, signal?: AbortSignal): Promise<Remote> {
  const place = { cwd: facts.gitDir, gitDir: facts.gitDir }
  try {
    const args = ['--local', '--no-includes', '-z', '--get', 'remote.origin.url']
    const said = (await askGit(place, 'config', args, signal)).split('\0')[0] ?? ''
    if (said === '')
      throw new Refusal('not_found', `${facts.path} says no address it came from (no remote called origin).`)
    return remoteOf(said, facts.path)
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

const hostName = /^[a-z0-9][a-z0-9._-]*$/i
// "git@github.com:shop/api.git"; one letter before the colon is a drive of Windows.
const likeScp = /^(?:([\w.+-]+)@)?([\w.-]{2,}):(?!\/\/)([^\s].*)$/

/** What an address of a repository in this folder means. */
export function remoteOf(said: string, folder: string): Remote {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\u0000-\u001f\u007f]/.test(said) || said.startsWith('-')) throw noAddress(said)
  if (!said.includes('://')) {
    if (/^[\w-]+::/.test(said)) throw noAddress(said)
    const [, user, host, path] = likeScp.exec(said) ?? []
    // Git would take what stands before a colon for a host.
    if (host === undefined && /^[^/\\]{2,}:/.test(said)) throw noAddress(said)
    if (host === undefined || path === undefined)
      return { url: pathToFileURL(resolve(folder, said)).href, host: null, protocol: 'file' }
    if (!hostName.test(host) || path.startsWith('-')) throw noAddress(said)
    return { url: `${user === undefined ? '' : `${user}@`}${host}:${path}`, host, protocol: 'ssh' }
  }
  const url = URL.canParse(said) ? new URL(said) : null
  if (url === null) throw noAddress(said)
  url.password = ''
  if (url.protocol === 'file:') {
    if (url.host !== '') throw noAddress(said)
    return { url: url.href, host: null, protocol: 'file' }
  }
  if (!hostName.test(url.hostname)) throw noAddress(said)
  if (url.protocol === 'ssh:') return { url: url.href, host: url.host, protocol: 'ssh' }
  if (url.protocol !== 'https:') throw noAddress(said)
  // "https://TOKEN@host/…": a name may be a secret too.
  url.username = ''
  return { url: url.href, host: url.host, protocol: 'https' }
}

function noAddress(said: string): Refusal {
  // What stands before the host may be a password.
  const safe = said.replace(/^([a-z+.-]*:\/\/)[^/]*@/i, '$1')
  return new Refusal(
    'invalid',
    `origin is ${shown(safe)}, which Shiplog does not contact: it takes https://, ssh:// and user@host:path, and folders of this computer.`,
  )
}
