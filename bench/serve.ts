// What a person waits for, through the built `shiplog serve` and over HTTP: its start with a million changes stored, its
// memory while nothing happens, and the way from a dropped folder to five numbers.
import { spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { assert } from '../src-shared/assert.ts'
import { plainEnvironment, temporaryPath } from '../test/helpers/repos.ts'
import { type Bench, type Case, timed } from './bench.ts'
import { makeHistory } from './history.ts'
import { fillFolder, size } from './large-workspace.ts'
import { gitIn, realMirrors } from './mirrors.ts'
import { type Server, startBare, startServe } from './serve-process.ts'

/** When nothing of the start is under way any more. */
const idleMs = 3_000

export async function open(): Promise<Bench> {
  const dataDir = temporaryPath('large')
  await fillFolder(dataDir)
  const changes = `${(size.deployments * size.changes) / 1_000_000} million changes stored`
  // The goal is one of histories of this length.
  const short = realMirrors().filter(
    (path) => Number(gitIn(path, ['rev-list', '--count', '--branches', '--tags'])) < 6_000,
  )
  const folders = [makeHistory(5_000, 300).repo.path, ...short]
  return {
    cases: [
      {
        goal: `serve, from its start to listening, ${changes}`,
        unit: 'ms',
        subject: { title: 'shiplog serve', run: () => started(() => startServe(dataDir)) },
        baseline: { title: 'a bare server', run: () => started(startBare) },
        gate: '<= 500 ms',
        passes: (subject) => subject <= 500,
      },
      ...(process.platform === 'linux' ? memory(dataDir, changes) : []),
      ...folders.map(dropped),
    ],
    close: async () => undefined,
  }
}

async function started(start: typeof startBare): Promise<number> {
  const running: Server[] = []
  const ms = await timed(async () => running.push(await start()))
  for (const server of running) await server.close()
  return ms
}

function memory(dataDir: string, changes: string): Case[] {
  const idle = async (start: typeof startBare) => {
    const server = await start()
    await wait(idleMs)
    const mb = server.memory()
    await server.close()
    return mb
  }
  return [
    {
      goal: `memory of serve while nothing happens, ${changes}`,
      unit: 'MB',
      subject: { title: 'shiplog serve', run: () => idle(() => startServe(dataDir)) },
      baseline: { title: 'a bare server', run: () => idle(startBare) },
      gate: '<= 200 MB',
      passes: (subject) => subject <= 200,
    },
  ]
}

/** Looked at, added as suggested, and asked for what the first page shows; the server is empty, and has just been started. */
function dropped(path: string): Case {
  const subject = async () => {
    const server = await startServe(temporaryPath('empty'))
    const ms = await timed(async () => {
      await server.call('repos.detect', { path })
      const { repo } = await server.call('repos.add', { path })
      const { metrics } = await server.call('metrics.overview', {})
      assert(metrics.length >= 5 && repo.deployments > 0, 'five numbers')
    })
    await server.close()
    return ms
  }
  const log = () =>
    timed(() =>
      spawnSync('git', ['log', '-z', '--branches', '--tags', '--format=%H%x00%P%x00%at%x00%ct%x00%an%x00%ae%x00%s'], {
        cwd: path,
        env: { ...plainEnvironment(), GIT_FLUSH: '0' },
        stdio: 'ignore',
      }),
    )
  return {
    goal: `from a folder to five numbers over HTTP: ${path.split('/').at(-1)}`,
    unit: 'ms',
    subject: { title: 'detect + add + overview', run: subject },
    baseline: { title: 'git log > /dev/null', run: async () => log() },
    gate: '<= 1500 ms',
    passes: (ms) => ms <= 1_500,
  }
}
