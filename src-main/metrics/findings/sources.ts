// Findings about where data comes from: repositories, deliveries, and times when nothing came.
import { plural } from '../../../src-shared/plural.ts'
import { hour, day, isoOf, localOf } from '../../../src-shared/time.ts'
import { inWords } from '../../../src-shared/duration.ts'
import { commitId } from '../../store/commits.ts'
import { partOf } from '../../store/components.ts'
import type { ReadDb } from '../../store/database.ts'
import { breakMinMs, listenerBreaks } from '../../store/listening.ts'
import { brokenBy } from '../../../src-shared/contract/listener.ts'
import { unreadable, zoneOf } from '../../store/settings.ts'
import { type Found, type Rule, rowsOf } from './rule.ts'

const longGapMs = 14 * day
/** A gap is one only for a system that usually deploys this many times in it. */
const usualGaps = 3
const commitsInGap = 5
const gapsLookedAt = 20
const deliveriesLookedAt = 1000

function clockTime(ms: number, db: ReadDb): string {
  return localOf(ms, zoneOf(db)).slice(0, 16).replace('T', ' ')
}

/** Nobody sends later what is older than this. */
const breaksToldMs = 90 * day
const delivery = `SELECT 'delivery' AS kind, d.id AS number, 'delivery ' || d.id AS id, NULL AS system,
  d.received_at_ms AS at_ms, d.summary AS note FROM`

export const sourceRules: readonly Rule[] = [
  {
    id: 'repository-incomplete',
    title: 'Repositories with a problem',
    effect: 'Numbers that need their commits may be short. The repositories page says what is missing.',
    touches: ['change-lead-time'],
    rows: (db) =>
      rowsOf(
        db,
        null,
        `SELECT 'repo' AS kind, r.id AS number, r.path AS id, s.name AS system, r.scanned_at_ms AS at_ms, r.problem AS note
         FROM repos r JOIN systems s ON s.id = (SELECT min(o.system) FROM repo_systems o WHERE o.repo = r.id)
         WHERE r.problem IS NOT NULL`,
      ),
  },
  {
    id: 'main-line-unknown',
    title: 'Repositories whose main line is not known',
    effect:
      'What waits on it is in no number, and no lead time of its changes is parted or begins there. Scan them again.',
    touches: ['undeployed-age'],
    rows: (db) =>
      rowsOf(
        db,
        null,
        `SELECT 'repo' AS kind, r.id AS number, r.path AS id, s.name AS system, r.scanned_at_ms AS at_ms,
           iif(r.main_tips IS NULL, 'not looked for yet', r.main_line || ' ends at a commit that was not read') AS note
         FROM repos r JOIN systems s ON s.id = (SELECT min(o.system) FROM repo_systems o WHERE o.repo = r.id)
         WHERE r.scanned_at_ms IS NOT NULL AND (r.main_tips IS NULL OR EXISTS (
           SELECT 1 FROM json_each(r.main_tips) t WHERE NOT EXISTS (
             SELECT 1 FROM commit_oids o WHERE o.oid = unhex(t.value) AND o.id >> 32 = r.id)))`,
      ),
  },
  {
    id: 'gap',
    title: 'Times without a deployment while commits went on',
    effect: 'Deployments may not have been reported, which lowers deployment frequency and lengthens lead time.',
    touches: ['deployment-frequency', 'change-lead-time'],
    byClock: true,
    rows: gaps,
  },
  {
    id: 'not-listening',
    title: 'Times when the listener was not running, though it was turned on',
    effect: `Events of these hours may be missing: whatever was sent then found nobody, unless its sender tried again. Send them later, or import them. Breaks of at least ${inWords(breakMinMs)} are listed; whether there was one is looked at once a minute.`,
    touches: ['deployment-frequency', 'change-fail-rate'],
    byClock: true,
    rows: (db, now) =>
      listenerBreaks(db, now - breaksToldMs).map(({ from_ms, to_ms, by }) => ({
        kind: 'listener',
        number: null,
        id: isoOf(from_ms),
        system: null,
        at_ms: from_ms,
        note: `${to_ms === null ? `since then, ${inWords(now - from_ms)}` : `for ${inWords(to_ms - from_ms)}, until ${clockTime(to_ms, db)}`}: ${brokenBy[by]}`,
      })),
  },
  {
    id: 'unreadable-delivery',
    title: 'Deliveries that this version of Shiplog cannot read',
    effect: 'What an earlier version read from them stands and counts. The last rebuild found them.',
    touches: ['deployment-frequency'],
    rows: (db) =>
      rowsOf(
        db,
        null,
        `${delivery} deliveries d WHERE d.id IN (SELECT value FROM json_each(?1)) AND d.undone_by IS NULL ORDER BY d.id DESC`,
        JSON.stringify(unreadable(db)),
      ),
  },
  {
    id: 'test-event',
    title: `Test requests among the last ${deliveriesLookedAt} deliveries`,
    effect: 'They are kept in the journal and count nowhere.',
    touches: [],
    rows: (db) =>
      rowsOf(
        db,
        null,
        `${delivery} (SELECT * FROM deliveries ORDER BY id DESC LIMIT ?1) d
         WHERE d.outcome = 'accepted' AND instr(d.headers, '"x-shiplog-test"') > 0 ORDER BY d.id DESC`,
        deliveriesLookedAt,
      ),
  },
]

interface Gap {
  system: number
  name: string
  from_ms: number
  to_ms: number
}

/** The longest ones are looked at, for each costs counting commits. */
function gaps(db: ReadDb, now: number): Found[] {
  const found = db.all<Gap>(
    `WITH known AS (
       SELECT system, at_ms AS from_ms, lead(at_ms, 1, ?1) OVER (PARTITION BY system ORDER BY at_ms) AS to_ms
       FROM deployments WHERE system IN (SELECT system FROM repo_systems) AND joined_to IS NULL AND excluded IS NULL AND at_ms > 0 AND at_ms <= ?1),
     usual AS (SELECT system, (max(to_ms) - min(from_ms)) / count(*) AS ms FROM known GROUP BY system)
     SELECT known.system, s.name, from_ms, to_ms FROM known JOIN usual USING (system) JOIN systems s ON s.id = known.system
     WHERE to_ms - from_ms >= max(?2, ?3 * usual.ms) ORDER BY to_ms - from_ms DESC LIMIT ?4`,
    now,
    longGapMs,
    usualGaps,
    gapsLookedAt,
  )
  return found.flatMap((gap) => {
    const n = commitsBetween(db, gap)
    if (n < commitsInGap) return []
    return [
      {
        kind: 'system' as const,
        number: null,
        id: gap.name,
        system: gap.name,
        at_ms: gap.from_ms,
        place: String(gap.from_ms),
        note: `${inWords(gap.to_ms - gap.from_ms)} with ${plural(n, 'commit')}`,
      },
    ]
  })
}

function commitsBetween(db: ReadDb, { system, from_ms, to_ms }: Gap): number {
  return db
    .all<{ id: number }>('SELECT repo AS id FROM repo_systems WHERE system = ?', system)
    .map(({ id }) => {
      // What is committed before the next deployment goes into it.
      const range = [commitId(id, 0), commitId(id + 1, 0), from_ms + hour, to_ms - day]
      const within = `FROM commits
        WHERE id >= ? AND id < ? AND committed_at_ms > ? AND committed_at_ms < ? AND length(parents) <= 4`
      const part = partOf(db, id, system)
      if (part === null) return db.get<{ n: number }>(`SELECT count(*) AS n ${within}`, ...range)?.n ?? 0
      return db.all<{ id: number }>(`SELECT id ${within}`, ...range).filter((row) => part.has(row.id - commitId(id, 0)))
        .length
    })
    .reduce((sum, n) => sum + n, 0)
}
