import type { Deployment } from '../../src-shared/contract/deployments.ts'
import { must } from '../../src-shared/assert.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { RepoGraphs } from '../derive/commits-apart.ts'
import type { ReadDb } from '../store/database.ts'
import { takenBackBy } from '../store/deployed-again.ts'
import { deliveriesOf } from '../store/events.ts'
import { type LeftOut, leftOut } from '../store/change-link.ts'
import { commitsApart } from './commits-apart.ts'
import type { Handlers } from './context.ts'
import { columns, complete, listed, type Raw, tables } from './deployment-rows.ts'
import { environmentsFilter, systemsFilter } from './filter.ts'

export const deployments: Handlers<'deployments'> = {
  'deployments.list': (input, { db }) => {
    const filter = [
      systemsFilter(db, input.systems),
      environmentsFilter(db, input.environment),
      input.states === undefined ? null : JSON.stringify(input.states),
    ]
    return db.snapshot(() => listed(db, filter, input))
  },

  'deployments.get': ({ number }, { db, graphs }) =>
    db.snapshot(() => {
      const raw = db.get<
        Raw & {
          system_id: number
          environment_id: number
          teams: string
          repo: number
          title: string | null
          url: string | null
        }
      >(
        `SELECT ${columns}, d.system AS system_id, d.environment AS environment_id, d.teams, d.repo, d.title, d.url
         FROM ${tables} WHERE d.id = coalesce((SELECT joined_to FROM deployments WHERE id = ?1), ?1)`,
        number,
      )
      if (raw === undefined) throw new Refusal('not_found', `There is no deployment number ${number} any more.`)
      const { system_id, environment_id, teams, repo, title, url, ...row } = raw
      const inferred = repo === 0 ? joinedTo(db, row.number) : [{ repo, thing: row.id }]
      return {
        ...complete(db, row),
        title,
        url,
        teams: JSON.parse(teams) as string[],
        commit_ids: commitsOf(db, row.number),
        takes_back: takesBack(db, graphs, system_id, row.number),
        ...changesOf(db, row.number, row.scope),
        incidents_rows: db.all(
          `SELECT i.thing AS id, i.id AS number, i.title, i.started_at_ms, l.reason
           FROM incident_deployments l JOIN incidents i ON i.id = l.incident WHERE l.deployment = ? ORDER BY i.started_at_ms`,
          row.number,
        ),
        deliveries:
          repo === 0
            ? deliveriesOf(db, { type: 'deployment', system: system_id, environment: environment_id, id: row.id })
            : [],
        tags: inferred.flatMap((one) => tagsOn(db, one.repo, one.thing)),
      }
    }),
}

function joinedTo(db: ReadDb, number: number): { repo: number; thing: string }[] {
  return db.all('SELECT repo, thing FROM deployments WHERE joined_to = ?', number)
}

function commitsOf(db: ReadDb, number: number): string[] {
  const rows = db.all<{ commits: string }>('SELECT commits FROM deployments WHERE id = ?1 OR joined_to = ?1', number)
  return [...new Set(rows.flatMap((row) => JSON.parse(row.commits) as string[]))]
}

function takesBack(db: ReadDb, graphs: RepoGraphs, system: number, number: number): Deployment['takes_back'] {
  const before = takenBackBy(db, number)?.before
  const ran = db.get<{ number: number; id: string; version: string | null }>(
    'SELECT id AS number, thing AS id, version FROM deployments WHERE id = ?',
    before ?? 0,
  )
  if (ran === undefined) return null
  const commits = commitsApart(db, graphs, system, commitsOf(db, ran.number), commitsOf(db, number))
  return commits === null ? null : { ...ran, commits }
}

const changesShown = 500

function changesOf(db: ReadDb, number: number, scope: number) {
  const rows = db.all<{
    id: string
    title: string | null
    author: string | null
    start_at_ms: number | null
    lead_time_ms: number | null
    left_out: LeftOut | null
    named: number
  }>(
    `SELECT coalesce(c.change, lower(hex(k.oid))) AS id, k.subject AS title, a.name AS author, c.start_ms AS start_at_ms,
       c.lead_ms AS lead_time_ms, c.left_out, c.named
     FROM deployment_changes c LEFT JOIN commits k ON k.id = c.commit_id LEFT JOIN authors a ON a.id = k.author
     WHERE c.deployment = ? AND c.scope = ? ORDER BY c.start_ms DESC, c.position LIMIT ${changesShown}`,
    number,
    scope,
  )
  const total = db.get<{ n: number }>(
    'SELECT count(*) AS n FROM deployment_changes WHERE deployment = ? AND scope = ?',
    number,
    scope,
  )
  return {
    changes_total: total?.n ?? 0,
    changes_rows: rows.map(({ named, left_out, ...row }) => ({
      ...row,
      left_out: left_out === null ? null : leftOut[left_out],
      how: named === 1 ? ('named' as const) : ('commit' as const),
    })),
  }
}

/** All tags on the commit that an inferred deployment's tag points at. */
function tagsOn(db: ReadDb, repo: number, tag: string) {
  return db
    .all<{ repo: string; tag: string; at_ms: number | null; annotated: number; committed: number | null }>(
      `SELECT r.name AS repo, t.name AS tag, t.at_ms, t.annotated,
         (SELECT committed_at_ms FROM commits WHERE id = (SELECT id FROM commit_oids WHERE oid = t.oid)) AS committed
       FROM tags t JOIN repos r ON r.id = t.repo
       WHERE t.repo = ?1 AND t.oid = (SELECT oid FROM tags WHERE repo = ?1 AND name = ?2) ORDER BY t.name`,
      repo,
      tag,
    )
    .map(({ committed, ...row }) => ({
      ...row,
      at_ms: must(row.at_ms ?? committed, 'because only dated tags are deployments'),
      annotated: row.annotated === 1,
    }))
}
