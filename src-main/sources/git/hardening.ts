// The conditions under which git runs on a repository that may be hostile: its .git/config is code (aliases for
// "run this program" in a dozen keys), so every key that starts a program is overruled and nothing is inherited.
// Invariant: no process started by Shiplog sees a GIT_* variable, an editor or a pager that is not set here.
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { Refusal } from '../../../src-shared/reply.ts'

const windows = process.platform === 'win32'
const nowhere = windows ? 'NUL' : '/dev/null'
/** A program that fails. Where it does not exist, starting it fails, which is as good. */
const refuses = windows ? 'NUL' : '/bin/false'

/** Needed to find and start git at all; HOME only for `safe.directory`, since the global config is switched off. */
const inherited = windows
  ? ['PATH', 'PATHEXT', 'SystemRoot', 'ComSpec', 'TEMP', 'TMP', 'HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH']
  : ['PATH', 'HOME', 'TMPDIR', 'DEVELOPER_DIR']

const fixed = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: nowhere,
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  // Offline, twice: old versions do not know the first, and the second stops a fetch that starts anyway.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  // The history as committed: neither `git replace` nor .git/info/grafts may bend it.
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: nowhere,
  GIT_ATTR_NOSYSTEM: '1',
  GIT_PAGER: 'cat',
  GIT_ASKPASS: refuses,
  SSH_ASKPASS: refuses,
  GIT_SSH: refuses,
  GIT_SSH_COMMAND: refuses,
  LC_ALL: 'C',
  // Without it git log flushes after every record into a pipe: half as fast again.
  GIT_FLUSH: '0',
}

/** Overrules of whatever the repository's own config says, as `key=value` for `-c`. */
export const config = [
  'core.fsmonitor=false',
  `core.hooksPath=${nowhere}`,
  'protocol.allow=never',
  'credential.helper=',
  'diff.external=',
  'log.showSignature=false',
  `gpg.program=${refuses}`,
  `gpg.ssh.program=${refuses}`,
  `gpg.x509.program=${refuses}`,
  `core.sshCommand=${refuses}`,
  `core.attributesFile=${nowhere}`,
  `core.alternateRefsCommand=${refuses}`,
  'submodule.recurse=false',
  'color.ui=false',
  'log.mailmap=false',
  'i18n.logOutputEncoding=UTF-8',
  // Git 2.40 to 2.44 would download it before a lazy fetch, without asking the protocol rules.
  'fetch.bundleURI=',
  'maintenance.auto=false',
  'gc.auto=0',
  // Ours are read-only questions under all the rules above, so a bare repository needs no second permission.
  'safe.bareRepository=all',
] as const

/** The whole environment of a git process. `own` is for reading the user's own settings and nothing else. */
export function environment(settings: 'none' | 'own' = 'none'): Record<string, string> {
  const env: Record<string, string> = {}
  const names = settings === 'own' ? [...inherited, 'XDG_CONFIG_HOME', 'ProgramData'] : inherited
  for (const name of names) {
    const value = process.env[name]
    if (value !== undefined) env[name] = value
  }
  const set: Record<string, string> = { ...fixed }
  if (settings === 'own') {
    delete set['GIT_CONFIG_NOSYSTEM']
    delete set['GIT_CONFIG_GLOBAL']
  }
  return { ...env, ...set }
}

/** How a repository of Shiplog's own may reach another. */
export type Protocol = 'https' | 'ssh' | 'file'

/** What reaching a host needs besides: the agent with the keys, the way out of an office, whom to trust. */
const networking = [
  'SSH_AUTH_SOCK',
  'HTTPS_PROXY',
  'https_proxy',
  'NO_PROXY',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]

/**
 * The environment and the settings of a git that changes a repository of Shiplog's own: one protocol, or none. Ssh is
 * found by its absolute path, and has no terminal to ask at.
 */
export function ownConditions(protocol: Protocol | null): { env: Record<string, string>; config: string[] } {
  const env = environment()
  if (protocol === null) return { env, config: [...config] }
  for (const name of networking) {
    const value = process.env[name]
    if (value !== undefined) env[name] = value
  }
  env['GIT_ALLOW_PROTOCOL'] = protocol
  const settings = [...config, `protocol.${protocol}.allow=always`, 'http.lowSpeedLimit=1', 'http.lowSpeedTime=60']
  if (protocol !== 'ssh') return { env, config: settings }
  delete env['GIT_SSH_COMMAND']
  return {
    env: { ...env, GIT_SSH: findProgram('ssh'), GIT_SSH_VARIANT: 'ssh' },
    config: settings.filter((pair) => !pair.startsWith('core.sshCommand=')),
  }
}

/** Names that simple-git would otherwise strip or refuse. */
export const allowedEnvironment = Object.keys(fixed)

/**
 * The absolute path of the git program. A bare name would be looked up in the current folder first on Windows, and
 * through an entry `.` elsewhere: in the repository, that is. Throws a Refusal where there is none.
 */
export function findGit(): string {
  return findProgram('git')
}

function findProgram(name: 'git' | 'ssh'): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue
    const path = join(folder, windows ? `${name}.exe` : name)
    if (isProgram(path)) return path
  }
  throw new Refusal(
    'unavailable',
    name === 'git'
      ? 'Git is not installed, or not on the PATH. Install it from https://git-scm.com, then try again.'
      : 'Ssh is not installed, or not on the PATH. Install it, then try again.',
  )
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
