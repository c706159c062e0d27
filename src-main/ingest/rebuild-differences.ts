// What a rebuild made different: facts and links are copied before and after it and compared by what they say. A row has
// a name of its own (`key`), so that one with another value is told from one that is gone.
import type { WriteDb } from '../store/database.ts'

type Row = Record<string, string | number | null>

const contents: Record<string, { key: readonly string[]; columns: string }> = {
  changes: { key: ['system', 'thing'], columns: 'created_at_ms, sources' },
  deployments: {
    key: ['id', 'thing'],
    columns: `system, environment, repo, state, kind, kind_said, version, started_at_ms, finished_at_ms, at_ms, title, url,
      teams, changes, commits, names, sources, joined_to, remedies, remedied_by, excluded`,
  },
  builds: {
    key: ['id', 'thing'],
    columns: 'system, state, version, commit_oid, branch, url, started_at_ms, finished_at_ms, at_ms, sources',
  },
  issues: {
    key: ['id', 'thing'],
    columns: `system, kind, status, title, severity, priority, story_points, url, created_at_ms, resolved_at_ms, history,
      sources`,
  },
  incidents: {
    key: ['id', 'thing'],
    columns: `system, title, severity, url, started_at_ms, resolved_at_ms, end_estimated, deployment, resolved_by, excluded, sources`,
  },
  deployment_changes: {
    key: ['scope', 'deployment', 'commit_id', 'change'],
    columns: 'named, start_ms, lead_ms, left_out, squashed, reached_ms',
  },
  deployed_again: { key: ['deployment'], columns: 'before, taken' },
  waiting: { key: ['scope', 'system', 'repo', 'commit_id'], columns: 'position, start_ms, reached_ms' },
  shipped_from: { key: ['system', 'scope', 'repo'], columns: 'digest' },
  incident_deployments: { key: ['incident'], columns: 'deployment, rule, reason, confidence' },
}
const shown = 100

export function remember(db: WriteDb, when: 'before' | 'after'): void {
  for (const [name, { key, columns }] of Object.entries(contents)) {
    db.exec(`DROP TABLE IF EXISTS temp.${when}_${name}`)
    db.exec(`CREATE TEMP TABLE ${when}_${name} AS SELECT ${key.join(', ')}, ${columns} FROM main.${name}`)
  }
}

/** Compares what was remembered, and forgets it. */
export function differences(db: WriteDb): { changed: number; differences: string[] } {
  let changed = 0
  const words: string[] = []
  for (const [name, { key }] of Object.entries(contents)) {
    const other = `(SELECT * FROM (SELECT * FROM temp.before_${name} EXCEPT SELECT * FROM temp.after_${name})
      UNION ALL SELECT * FROM (SELECT * FROM temp.after_${name} EXCEPT SELECT * FROM temp.before_${name}))`
    changed += db.get<{ n: number }>(`SELECT count(*) AS n FROM ${other}`)?.n ?? 0
    for (const row of db.all<Row>(`SELECT DISTINCT ${key.join(', ')} FROM ${other} LIMIT ?`, shown - words.length)) {
      const values = key.map((column) => row[column] ?? null)
      const where = key.map((column) => `${column} IS ?`).join(' AND ')
      const was = db.get<Row>(`SELECT * FROM temp.before_${name} WHERE ${where}`, ...values)
      const is = db.get<Row>(`SELECT * FROM temp.after_${name} WHERE ${where}`, ...values)
      const title = key.filter((column) => row[column] !== null).map((column) => `${column} ${row[column]}`)
      words.push(`${name}, ${title.join(', ')}: ${inWords(was, is)}`)
    }
    db.exec(`DROP TABLE temp.before_${name}`)
    db.exec(`DROP TABLE temp.after_${name}`)
  }
  return { changed, differences: words }
}

function inWords(was: Row | undefined, is: Row | undefined): string {
  if (is === undefined) return 'a rebuild does not make it'
  if (was === undefined) return 'only a rebuild makes it'
  return Object.keys(is)
    .filter((column) => is[column] !== was[column])
    .map((column) => `${column} is ${JSON.stringify(was[column])}, by a rebuild ${JSON.stringify(is[column])}`)
    .join('; ')
}
