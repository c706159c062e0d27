// Findings about names: what belongs to no system, to no known tier, or is spelled in two ways.
import { plural } from '../../../src-shared/plural.ts'
import { environment } from '../../../src-shared/environment.ts'
import { unknownSystem } from '../../../src-shared/event.ts'
import type { ReadDb } from '../../store/database.ts'
import type { Found, Rule } from './rule.ts'

interface Environment {
  name: string
  tier: string
  n: number
}

const production = ['deployment-frequency', 'change-lead-time', 'change-fail-rate', 'deployment-rework-rate']

export const nameRules: readonly Rule[] = [
  {
    id: 'environment-of-no-tier',
    title: 'Environments that are neither production nor any other known tier',
    effect: 'Numbers of production leave their deployments out. Say which environment each is, if it is another one.',
    touches: production,
    rows: (db) =>
      environments(db)
        .filter((one) => one.tier === 'other')
        .map((one) => environmentRow(one, null)),
  },
  {
    id: 'environment-spelled-twice',
    title: 'Environments that look like one spelled in two ways',
    effect: 'Each is judged on its own: what runs there, and which deployment was the first to ship a change.',
    touches: [],
    rows: (db) => {
      const first = new Map<string, Environment>()
      return environments(db).flatMap((one) => {
        const known = first.get(meaning(one.name))
        if (known === undefined) first.set(meaning(one.name), one)
        return known === undefined ? [] : [environmentRow(one, known.name)]
      })
    },
  },
  {
    id: 'no-system',
    title: 'Reports that name no system',
    effect: `They are counted together, as the system ${unknownSystem}.`,
    touches: ['deployment-frequency', 'change-lead-time', 'change-fail-rate', 'failed-deployment-recovery-time'],
    rows: (db) => {
      const found = db.get<{ deployments: number; incidents: number }>(
        `SELECT (SELECT count(*) FROM deployments d WHERE d.system = s.id AND d.joined_to IS NULL AND d.excluded IS NULL)
             AS deployments,
           (SELECT count(*) FROM incidents i WHERE i.system = s.id AND i.excluded IS NULL) AS incidents
         FROM systems s JOIN system_names n ON n.system = s.id AND n.name = s.name WHERE s.name = ?`,
        unknownSystem,
      )
      if (found === undefined || found.deployments + found.incidents === 0) return []
      return [
        {
          kind: 'system',
          number: null,
          id: unknownSystem,
          system: unknownSystem,
          at_ms: null,
          note: `${plural(found.deployments, 'deployment')}, ${plural(found.incidents, 'incident')}`,
          fix: { kind: 'join', what: 'system', from: unknownSystem, into: null },
          weight: found.deployments + found.incidents,
        },
      ]
    },
  },
]

/** Environments that anything was deployed to, the busiest first. */
function environments(db: ReadDb): Environment[] {
  return db.all<Environment>(
    `SELECT e.name, e.tier, count(*) AS n FROM deployments d JOIN environments e ON e.id = d.environment
     WHERE d.joined_to IS NULL AND d.excluded IS NULL GROUP BY e.id ORDER BY n DESC, e.name`,
  )
}

/** Its words with each abbreviation written out and nothing between them: prod-eu is production-eu is prodeu. */
function meaning(name: string): string {
  const words = name.split('-').map((word) => environment(word).name)
  return words.join('').replace(/^(prod|prd)(?!uction)/, 'production')
}

function environmentRow({ name, n }: Environment, into: string | null): Found {
  return {
    kind: 'environment',
    number: null,
    id: name,
    system: null,
    at_ms: null,
    note: into === null ? plural(n, 'deployment') : `${plural(n, 'deployment')}, like ${into}`,
    fix: { kind: 'join', what: 'environment', from: name, into },
    weight: n,
  }
}
