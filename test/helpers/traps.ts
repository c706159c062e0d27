// Settings, hooks and attributes of a repository that run a program when plain git looks at it, and what springs each.
import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainEnvironment, temporaryPath, type TestRepo } from './repos.ts'

export interface Canary {
  /** The program of the trap. Leaves a file and does nothing else. */
  program: string
  sang(): boolean
  silence(): void
}

export function createCanary(): Canary {
  const program = temporaryPath('canary.sh')
  const file = `${program}.sang`
  writeFileSync(program, `#!/bin/sh\ntouch '${file}'\nexit 1\n`)
  chmodSync(program, 0o755)
  return { program, sang: () => existsSync(file), silence: () => rmSync(file, { force: true }) }
}

export interface Trap {
  name: string
  set(repo: TestRepo, canary: Canary): void
  /** What springs it, with plain git. */
  control: string[]
  /** Part of the refusal, where the repository cannot be read without the trap. */
  refused?: string
}

const signature = ['-----BEGIN PGP SIGNATURE-----', '', 'iQ==', '-----END PGP SIGNATURE-----']
const dates = 'author J <j@example.org> 1767225600 +0000\ncommitter J <j@example.org> 1767225600 +0000\n'

function hook(path: string, canary: Canary): void {
  mkdirSync(path, { recursive: true })
  for (const name of ['reference-transaction', 'post-index-change', 'post-checkout', 'pre-auto-gc']) {
    writeFileSync(join(path, name), `#!/bin/sh\nexec '${canary.program}'\n`)
    chmodSync(join(path, name), 0o755)
  }
}

/** A file that git compares with its index: what filters, attributes and diff programs need to wake up. */
function changedFile(repo: TestRepo): void {
  if (existsSync(join(repo.path, 'file.txt'))) return
  writeFileSync(join(repo.path, 'file.txt'), 'one\n')
  repo.git(['add', 'file.txt'])
  const id = repo.git(['commit-tree', repo.git(['write-tree']).trim(), '-p', repo.tip()], {
    input: 'File',
    env: identity,
  })
  repo.ref('refs/heads/main', id.trim())
  writeFileSync(join(repo.path, 'file.txt'), 'one\nand two\n')
}

const identity = {
  GIT_AUTHOR_NAME: 'J',
  GIT_AUTHOR_EMAIL: 'j@example.org',
  GIT_COMMITTER_NAME: 'J',
  GIT_COMMITTER_EMAIL: 'j@example.org',
}

/** A commit on main with the signature of nobody. */
function sign(repo: TestRepo, lines: readonly string[]): void {
  const tree = repo.git(['rev-parse', 'main^{tree}']).trim()
  const body = `tree ${tree}\nparent ${repo.tip()}\n${dates}gpgsig ${lines.join('\n ')}\n\nSigned\n`
  repo.ref('refs/heads/main', repo.object('commit', body))
}

function attributes(repo: TestRepo, line: string): void {
  mkdirSync(join(repo.gitDir, 'info'), { recursive: true })
  appendFileSync(join(repo.gitDir, 'info', 'attributes'), `${line}\n`)
}

function partial(repo: TestRepo, canary: Canary): void {
  repo.git(['config', 'core.repositoryformatversion', '1'])
  repo.git(['config', 'extensions.partialClone', 'origin'])
  repo.git(['config', 'remote.origin.url', `ext::${canary.program}`])
  repo.git(['config', 'remote.origin.promisor', 'true'])
  repo.git(['config', 'protocol.ext.allow', 'always'])
}

const set = (key: string) => (repo: TestRepo, canary: Canary) => void repo.git(['config', key, canary.program])

export const traps: Trap[] = [
  { name: 'core.fsmonitor', set: set('core.fsmonitor'), control: ['status'] },
  {
    name: 'hooks in .git/hooks',
    set: (repo, canary) => hook(join(repo.gitDir, 'hooks'), canary),
    control: ['update-ref', 'refs/heads/x', 'HEAD'],
  },
  {
    name: 'core.hooksPath',
    set(repo, canary) {
      hook(join(repo.path, 'hooks'), canary)
      repo.git(['config', 'core.hooksPath', join(repo.path, 'hooks')])
    },
    control: ['update-ref', 'refs/heads/x', 'HEAD'],
  },
  {
    name: 'include.path with core.fsmonitor',
    set(repo, canary) {
      writeFileSync(join(repo.gitDir, 'more'), `[core]\n\tfsmonitor = ${canary.program}\n`)
      repo.git(['config', 'include.path', 'more'])
    },
    control: ['status'],
  },
  {
    name: 'diff.external',
    set(repo, canary) {
      changedFile(repo)
      repo.git(['config', 'diff.external', canary.program])
    },
    control: ['diff'],
  },
  {
    name: 'textconv by info/attributes',
    set(repo, canary) {
      changedFile(repo)
      attributes(repo, '*.txt diff=trap')
      repo.git(['config', 'diff.trap.textconv', canary.program])
    },
    control: ['log', '-p'],
  },
  ...['clean', 'process'].map((filter) => ({
    name: `filter.${filter}`,
    set(repo: TestRepo, canary: Canary) {
      changedFile(repo)
      attributes(repo, '*.txt filter=trap')
      repo.git(['config', `filter.trap.${filter}`, canary.program])
    },
    control: ['diff'],
  })),
  {
    name: 'log.showSignature with gpg.program',
    set(repo, canary) {
      sign(repo, signature)
      repo.git(['config', 'log.showSignature', 'true'])
      repo.git(['config', 'gpg.program', canary.program])
    },
    control: ['log'],
  },
  {
    name: 'log.showSignature with gpg.ssh.program',
    set(repo, canary) {
      const ssh = ['-----BEGIN SSH SIGNATURE-----', 'U1NIU0lH', '-----END SSH SIGNATURE-----']
      sign(repo, ssh)
      repo.git(['config', 'log.showSignature', 'true'])
      repo.git(['config', 'gpg.ssh.program', canary.program])
      repo.git(['config', 'gpg.ssh.allowedSignersFile', join(repo.gitDir, 'config')])
    },
    control: ['log'],
  },
  {
    name: 'an alias called log',
    set(repo, canary) {
      for (const name of ['log', 'for-each-ref', 'rev-parse', 'trap'])
        repo.git(['config', `alias.${name}`, `!${canary.program}`])
    },
    control: ['trap'],
  },
  {
    name: 'an ext:: remote',
    set(repo, canary) {
      repo.git(['config', 'remote.origin.url', `ext::${canary.program}`])
      repo.git(['config', 'protocol.ext.allow', 'always'])
    },
    control: ['fetch', 'origin'],
  },
  {
    name: 'core.sshCommand',
    set(repo, canary) {
      repo.git(['config', 'remote.origin.url', 'ssh://nowhere.invalid/x'])
      repo.git(['config', 'core.sshCommand', canary.program])
    },
    control: ['fetch', 'origin'],
  },
  {
    name: 'core.gitProxy',
    set(repo, canary) {
      repo.git(['config', 'remote.origin.url', 'git://nowhere.invalid/x'])
      repo.git(['config', 'core.gitProxy', canary.program])
    },
    control: ['fetch', 'origin'],
  },
  {
    name: 'remote.uploadpack',
    set(repo, canary) {
      repo.git(['config', 'remote.origin.url', repo.path])
      repo.git(['config', 'remote.origin.uploadpack', canary.program])
    },
    control: ['fetch', 'origin'],
  },
  {
    name: 'a partial clone with a missing file',
    set(repo, canary) {
      changedFile(repo)
      const blob = repo.git(['rev-parse', 'main:file.txt']).trim()
      remove(repo, blob)
      partial(repo, canary)
    },
    control: ['log', '-p'],
  },
  {
    name: 'a partial clone with a missing commit',
    set(repo, canary) {
      const first = repo.tip()
      repo.commit({ message: 'Second' })
      remove(repo, first)
      partial(repo, canary)
    },
    control: ['log'],
    refused: 'is missing or damaged',
  },
  {
    name: 'a partial clone with a tag of a missing object',
    set(repo, canary) {
      const lost = repo.commit({ branch: null, message: 'Lost' })
      repo.tag('v1.0.0', { of: lost, annotated: true })
      remove(repo, lost)
      partial(repo, canary)
    },
    control: ['log', 'v1.0.0'],
  },
  {
    name: 'a shallow clone with a missing edge, of a remote that runs a program',
    set(repo, canary) {
      const first = repo.tip()
      repo.commit({ message: 'Second' })
      writeFileSync(join(repo.gitDir, 'shallow'), `${first}\n`)
      remove(repo, first)
      partial(repo, canary)
    },
    control: ['log'],
    refused: 'is missing or damaged',
  },
]

export function remove(repo: TestRepo, id: string): void {
  rmSync(join(repo.gitDir, 'objects', id.slice(0, 2), id.slice(2)))
}

/** Plain git, whatever it says. */
export function spring(repo: TestRepo, args: readonly string[], env: Record<string, string> = {}): void {
  spawnSync('git', args, { cwd: repo.path, env: { ...plainEnvironment(), ...env }, stdio: 'ignore', timeout: 15_000 })
}
