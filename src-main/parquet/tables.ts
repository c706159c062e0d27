// Facts and links as tables that other programs read: what each column is and where it comes from. Numbers of deployments
// and incidents are those that Shiplog shows, so that tables are joined by them; systems and environments go by name.
import { tiers } from '../../src-shared/environment.ts'
import type { ParquetTable } from '../../src-shared/export/parquet-tables.ts'
import { tierScope } from '../store/systems.ts'

/** `commits`: the ids of commits, by their numbers in one repository. */
export type Kind = 'integer' | 'number' | 'boolean' | 'text' | 'moment' | 'texts' | 'commits'

export interface Table {
  from: string
  /** An index of the file, in whose order the rows are. */
  key: readonly string[]
  columns: readonly [name: string, kind: Kind, sql: string][]
}

const system = '(SELECT name FROM systems WHERE id = t.system)'
const tierNames = tiers.map((tier) => `WHEN ${tierScope(tier)} THEN '${tier}'`).join(' ')
/** Within what it is judged whether a deployment is the first with a change: a tier, or one of its environments. */
const scope: Table['columns'] = [
  ['tier', 'text', `CASE t.scope ${tierNames} ELSE (SELECT tier FROM environments WHERE id = t.scope) END`],
  ['environment', 'text', '(SELECT name FROM environments WHERE id = t.scope)'],
]
const identity: Table['columns'] = [
  ['number', 'integer', 't.id'],
  ['system', 'text', system],
  ['id', 'text', 't.thing'],
]
const sources: Table['columns'] = [['sources', 'texts', 't.sources']]
const oid = (of: string) => `lower(hex((SELECT oid FROM commits WHERE id = ${of})))`
const repository = (of: string) => `(SELECT name FROM repos WHERE id = ${of})`

export const tables: Record<ParquetTable, Table> = {
  deployments: {
    from: 'deployments',
    key: ['id'],
    columns: [
      ...identity,
      ['environment', 'text', '(SELECT name FROM environments WHERE id = t.environment)'],
      ['tier', 'text', '(SELECT tier FROM environments WHERE id = t.environment)'],
      ['state', 'text', 't.state'],
      ['kind', 'text', 't.kind'],
      ['kind_said', 'boolean', 't.kind_said'],
      ['version', 'text', 't.version'],
      ['title', 'text', 't.title'],
      ['url', 'text', 't.url'],
      ['started_at', 'moment', 't.started_at_ms'],
      ['finished_at', 'moment', 't.finished_at_ms'],
      ['at', 'moment', 't.at_ms'],
      ['repository', 'text', repository('nullif(t.repo, 0)')],
      ['same_as', 'integer', 't.joined_to'],
      ['remedies', 'text', 't.remedies'],
      ['remedied_by', 'integer', 't.remedied_by'],
      ['left_out', 'text', 't.excluded'],
      ['teams', 'texts', 't.teams'],
      ['changes', 'texts', 't.changes'],
      ['commits', 'texts', 't.commits'],
      ...sources,
    ],
  },
  incidents: {
    from: 'incidents',
    key: ['id'],
    columns: [
      ...identity,
      ['title', 'text', 't.title'],
      ['severity', 'text', 't.severity'],
      ['url', 'text', 't.url'],
      ['started_at', 'moment', 't.started_at_ms'],
      ['resolved_at', 'moment', 't.resolved_at_ms'],
      ['deployment', 'text', 't.deployment'],
      ['resolved_by', 'text', 't.resolved_by'],
      ['left_out', 'text', 't.excluded'],
      ...sources,
    ],
  },
  issues: {
    from: 'issues',
    key: ['id'],
    columns: [
      ...identity,
      ['kind', 'text', 't.kind'],
      ['status', 'text', 't.status'],
      ['title', 'text', 't.title'],
      ['severity', 'text', 't.severity'],
      ['priority', 'text', 't.priority'],
      ['story_points', 'number', 't.story_points'],
      ['url', 'text', 't.url'],
      ['created_at', 'moment', 't.created_at_ms'],
      ['resolved_at', 'moment', 't.resolved_at_ms'],
      ['history', 'text', 't.history'],
      ...sources,
    ],
  },
  builds: {
    from: 'builds',
    key: ['id'],
    columns: [
      ...identity,
      ['state', 'text', 't.state'],
      ['version', 'text', 't.version'],
      ['commit', 'text', 't.commit_oid'],
      ['branch', 'text', 't.branch'],
      ['url', 'text', 't.url'],
      ['started_at', 'moment', 't.started_at_ms'],
      ['finished_at', 'moment', 't.finished_at_ms'],
      ['at', 'moment', 't.at_ms'],
      ...sources,
    ],
  },
  changes: {
    from: 'changes',
    key: ['id'],
    columns: [...identity, ['created_at', 'moment', 't.created_at_ms'], ...sources],
  },
  repositories: {
    from: 'repos',
    key: ['id'],
    columns: [
      ['number', 'integer', 't.id'],
      ['name', 'text', 't.name'],
      ['path', 'text', 't.path'],
      [
        'systems',
        'texts',
        `(SELECT json_group_array(name) FROM (SELECT s.name FROM repo_systems r JOIN systems s ON s.id = r.system
          WHERE r.repo = t.id ORDER BY s.name))`,
      ],
      ['scanned_at', 'moment', 't.scanned_at_ms'],
    ],
  },
  commits: {
    from: 'commits',
    key: ['id'],
    columns: [
      ['repository_number', 'integer', 't.id >> 32'],
      ['repository', 'text', repository('t.id >> 32')],
      ['id', 'text', 'lower(hex(t.oid))'],
      ['parents', 'commits', 't.parents'],
      ['authored_at', 'moment', 't.authored_at_ms'],
      ['committed_at', 'moment', 't.committed_at_ms'],
      ['begun_at', 'moment', '(SELECT start_ms FROM commit_starts WHERE id = t.id)'],
      ['author', 'text', '(SELECT name FROM authors WHERE id = t.author)'],
      ['subject', 'text', 't.subject'],
      ['lines_added', 'integer', '(SELECT added FROM commit_lines WHERE id = t.id)'],
      ['lines_deleted', 'integer', '(SELECT deleted FROM commit_lines WHERE id = t.id)'],
    ],
  },
  deployment_changes: {
    from: 'deployment_changes',
    key: ['deployment', 'scope', 'position'],
    columns: [
      ['deployment', 'integer', 't.deployment'],
      ...scope,
      ['position', 'integer', 't.position'],
      ['commit', 'text', `nullif(${oid('t.commit_id')}, '')`],
      ['change', 'text', 't.change'],
      ['named', 'boolean', 't.named'],
      ['started_at', 'moment', 't.start_ms'],
      ['reached_at', 'moment', 't.reached_ms'],
      ['lead_ms', 'integer', 't.lead_ms'],
      ['left_out', 'text', 't.left_out'],
      ['squashed', 'boolean', 't.squashed'],
    ],
  },
  incident_deployments: {
    from: 'incident_deployments',
    key: ['incident'],
    columns: [
      ['incident', 'integer', 't.incident'],
      ['deployment', 'integer', 't.deployment'],
      ['rule', 'integer', 't.rule'],
      ['reason', 'text', 't.reason'],
      ['confidence', 'number', 't.confidence'],
    ],
  },
  waiting_changes: {
    from: 'waiting',
    key: ['scope', 'system', 'repo', 'position'],
    columns: [
      ['system', 'text', system],
      ['repository', 'text', repository('t.repo')],
      ...scope,
      ['commit', 'text', oid('t.commit_id')],
      ['started_at', 'moment', 't.start_ms'],
      ['reached_at', 'moment', 't.reached_ms'],
    ],
  },
}
