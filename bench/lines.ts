// Counting the lines of every commit, against git printing the same into the void. Of a made history with files, and of real
// ones that lack none (mirrors.ts).
import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import { assert } from '../src-shared/assert.ts'
import type { Counted } from '../src-shared/contract/repos.ts'
import type { Reply } from '../src-shared/reply.ts'
import { openShiplog } from '../src-main/shiplog.ts'
import { createRepo, plainEnvironment, temporaryPath } from '../test/helpers/repos.ts'
import { type Bench, type Case, timed } from './bench.ts'
import { randomFrom } from './history.ts'
import { realMirrors } from './mirrors.ts'

const size = { commits: 4_000, files: 300, lines: 120 }

export async function open(): Promise<Bench> {
  const whole = realMirrors().filter((path) => {
    const ended = printed(path)
    if (!ended)
      console.log(`${path} is skipped: git cannot tell the lines of all its commits, since some files are missing.`)
    return ended
  })
  return { cases: [makeFiles(), ...whole].map(caseOf), close: async () => undefined }
}

function caseOf(path: string): Case {
  const counted = async () => {
    const shiplog = await openShiplog({ dataDir: temporaryPath('data') })
    await shiplog.dispatch('repos.add', { path })
    const ms = await timed(async () => {
      const reply = (await shiplog.dispatch('repos.lines', { path })) as Reply<{ repos: Counted[] }>
      const one = reply.ok ? reply.value.repos[0] : undefined
      assert(one !== undefined && one.unknown === 0 && one.commits > 0, 'the lines of all commits')
    })
    await shiplog.close()
    return ms
  }
  return {
    goal: `${basename(path)}: lines of all commits`,
    unit: 'ms',
    subject: { title: 'repos.lines', run: counted },
    baseline: {
      title: 'git log --numstat > /dev/null',
      run: () => timed(() => assert(printed(path), 'git to end well')),
    },
    gate: '<= 0.75x',
    passes: (subject, baseline) => subject <= 0.75 * baseline,
  }
}

/** Whether git could. */
function printed(path: string): boolean {
  const args = ['log', '--branches', '--tags', '--remotes', '--numstat', '--format=%H']
  const env = { ...plainEnvironment(), GIT_FLUSH: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' }
  return spawnSync('git', args, { cwd: path, env, stdio: 'ignore' }).status === 0
}

/** Each commit changes some lines of two files. */
function makeFiles(): string {
  const repo = createRepo({ bare: true, name: 'history-with-files' })
  const random = randomFrom(7)
  const below = (n: number) => Math.floor(random() * n)
  const word = () => `word${below(500)}`
  const files = Array.from({ length: size.files }, () =>
    Array.from({ length: size.lines }, () => `${word()} ${word()}`),
  )
  const written = (file: number) => {
    const text = `${files[file]?.join('\n')}\n`
    return [`M 100644 inline d${file % 12}/f${file}.txt`, `data ${text.length}`, text]
  }
  const lines: string[] = []
  for (let commit = 1; commit <= size.commits; commit++) {
    const who = `A <a@example.org> ${1_577_836_800 + commit * 300} +0000`
    lines.push('commit refs/heads/main', `mark :${commit}`, `author ${who}`, `committer ${who}`, 'data 1', 'c')
    if (commit > 1) lines.push(`from :${commit - 1}`)
    const touched = commit === 1 ? files.keys() : [below(size.files), below(size.files)]
    for (const file of touched) {
      for (let n = 0; n < 4; n++) files[file]?.splice(below(size.lines), below(2), `${word()} ${word()} ${word()}`)
      lines.push(...written(file))
    }
  }
  repo.git(['fast-import', '--quiet'], { input: `${lines.join('\n')}\n` })
  return repo.path
}
