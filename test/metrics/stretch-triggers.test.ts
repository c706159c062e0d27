// What each trigger of stretches is for: an example in which nothing else moves their versions, so that without it a
// connection that has answered before goes on answering what was. With all of them, stretches.test.ts says, none does.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { ReadContext } from '../../src-main/api/context.ts'
import { handlers } from '../../src-main/api/index.ts'
import { RepoGraphs } from '../../src-main/derive/commits-apart.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { must } from '../../src-shared/assert.ts'
import { type CallName, contract } from '../../src-shared/contract/index.ts'
import type { Event } from '../../src-shared/event.ts'
import { createRepo } from '../helpers/repos.ts'
import { at, build, deployment, incident, issue, type TestWorkspace, workspace } from '../helpers/workspace.ts'
import { changeFile } from '../helpers/file.ts'

const june = { from: '2026-06-01', to: '2026-06-28', bucket: 'day', zone: 'UTC', all: true }
const questions: [CallName, object][] = [
  ['metrics.overview', june],
  ['builds.list', { states: ['succeeded'] }],
  ['issues.list', { status: 'todo' }],
]

interface Example {
  /** What there is. */
  first: Event[] | ((workspace: TestWorkspace) => Promise<unknown>)
  /** What happens after the questions were asked once. */
  after: Event[] | ((workspace: TestWorkspace) => Promise<unknown>)
}

const d1 = deployment('D1', '2026-06-02T10:00:00Z')
const i1 = incident('I1', '2026-06-10T10:00:00Z', '2026-06-10T12:00:00Z')
const b1 = build('B1', '2026-06-02T10:00:00Z')
const r1 = issue('R1', '2026-06-02T10:00:00Z', { kind: 'requirement', status: 'todo' })

/** Imports events as a file, so that they can be taken back. */
const imported =
  (...events: Event[]) =>
  async ({ call, dataDir }: TestWorkspace) => {
    const file = path.join(dataDir, 'events.ndjson')
    writeFileSync(file, events.map((event) => JSON.stringify(event)).join('\n'))
    expect((await call('imports.run', { file })).batch).not.toBeNull()
  }
const takenBack = async ({ call }: TestWorkspace) => {
  const { rows } = await call('imports.list', {})
  await call('imports.undo', { batch: must(rows[0], 'because a file was imported').batch })
}

const examples: Record<string, Example> = {
  // A stretch of which nothing was known is asked for by nobody: the first of each is there already.
  deployment_added: { first: [d1], after: [deployment('D2', '2026-06-02T11:00:00Z')] },
  deployment_gone: { first: imported(d1), after: takenBack },
  deployment_changed: { first: [d1], after: [{ ...d1, state: 'failed' } as Event] },
  // Of two deployments of one commit the second ships it once the first is left out, and stands in a stretch of its own.
  changes_added: {
    first: async ({ call, send }) => {
      const repo = createRepo({ name: 'api' })
      const [a = '', b = ''] = [1, 2].map((day) => repo.commit({ at: `2026-06-0${day}T09:00:00Z` }))
      await call('repos.add', { path: repo.path, system: 'api' })
      await send(
        deployment('D0', '2026-06-01T10:00:00Z', { commits: [a] }),
        deployment('D1', '2026-06-04T10:00:00Z', { commits: [b] }),
        deployment('D2', '2026-06-09T10:00:00Z', { commits: [b] }),
      )
    },
    after: ({ call }) => call('decisions.exclude', { type: 'deployment', number: 2, reason: 'a test' }),
  },
  // When a change began is told after the deployment that names it.
  changes_changed: {
    first: [{ ...d1, changes: ['c1'] } as Event],
    after: [{ type: 'change', system: 'api', id: 'c1', created_at_ms: at('2026-06-01T10:00:00Z') }],
  },
  // The deployment itself stays what it was.
  changes_gone: {
    first: [
      { type: 'change', system: 'api', id: 'c1', created_at_ms: at('2026-06-01T10:00:00Z') },
      { ...d1, changes: ['c1'] } as Event,
    ],
    after: [{ ...d1, changes: [] } as Event],
  },
  incident_added: { first: [i1], after: [incident('I2', '2026-06-10T11:00:00Z', '2026-06-10T11:30:00Z')] },
  incident_gone: { first: imported(i1), after: takenBack },
  incident_changed: { first: [i1], after: [{ ...i1, resolved_at_ms: at('2026-06-10T13:00:00Z') } as Event] },
  // The deployment it blames comes late, and stands in another stretch.
  blame_added: { first: [i1], after: [d1] },
  // A deployment between takes the blame from the one that had it.
  blame_changed: { first: [d1, i1], after: [deployment('D2', '2026-06-08T10:00:00Z')] },
  blame_gone: {
    first: [d1, i1],
    after: ({ call }) => call('decisions.attribute', { incident: 1, deployment: null }),
  },
  build_added: { first: [b1], after: [build('B2', '2026-06-02T11:00:00Z')] },
  build_gone: { first: imported(b1), after: takenBack },
  build_changed: { first: [b1], after: [{ ...b1, state: 'failed' } as Event] },
  issue_added: { first: [r1], after: [{ ...r1, id: 'R2' }] },
  issue_gone: { first: imported(r1), after: takenBack },
  issue_changed: {
    first: [r1],
    after: [{ ...r1, status: 'done', resolved_at_ms: at('2026-06-03T10:00:00Z') } as Event],
  },
}

async function happens(workspace: TestWorkspace, what: Example['first']): Promise<void> {
  if (typeof what === 'function') await what(workspace)
  else if (what.length > 0) await workspace.send(...what)
}

/** As the connection answers that has answered before, and as a fresh one does. */
async function answers({ call, dataDir }: TestWorkspace): Promise<[kept: unknown[], fresh: unknown[]]> {
  const kept: unknown[] = []
  const fresh: unknown[] = []
  const { db, close } = openReadDb(dataDir)
  const context = { db, clock: () => at('2026-07-01T00:00:00Z'), graphs: new RepoGraphs() } as unknown as ReadContext
  for (const [name, input] of questions) {
    const handler = handlers[name] as (input: unknown, context: ReadContext) => unknown
    kept.push({ ...(await call(name, input as never)), took_ms: 0 })
    fresh.push({ ...((await handler(contract[name].input.parse(input), context)) as object), took_ms: 0 })
  }
  close()
  return [kept, fresh]
}

test('every trigger of stretches has its example', async () => {
  const { db, close } = openReadDb((await workspace()).dataDir)
  const names = db
    .all<{ name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'stretches\\_%' ESCAPE '\\'`,
    )
    .map((row) => row.name.replace('stretches_', ''))
  close()
  expect(Object.keys(examples).sort()).toEqual(names.sort())
})

test.each(Object.entries(examples))('%s', async (trigger, { first, after }) => {
  const opened = await workspace()
  await happens(opened, first)
  const [before, stored] = await answers(opened)
  expect(before).toEqual(stored)
  changeFile(opened.dataDir, `DROP TRIGGER stretches_${trigger}`)
  await happens(opened, after)
  const [kept, fresh] = await answers(opened)
  expect(fresh).not.toEqual(before)
  expect(kept).not.toEqual(fresh)
})
