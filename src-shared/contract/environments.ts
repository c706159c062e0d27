// Environments: what runs where, now or at another time, what stood there before, and what two of them are apart by.
import { z } from 'zod'
import { tiers } from '../environment.ts'
import { deploymentStates } from '../event.ts'
import { Ms, page, Paging, read } from './call.ts'
import { Commits } from './commits.ts'

/** A deployment as it stands in a cell. */
const Run = z.object({
  /** For `deployments.get`. */
  number: z.int(),
  id: z.string(),
  /** What to call it: its version, else its commit shortened, else its id. */
  label: z.string(),
  version: z.string().nullable(),
  commit: z.string().nullable(),
  state: z.enum(deploymentStates),
  /** When it finished; of one under way, since when it runs. */
  at_ms: Ms,
})
export type Run = z.infer<typeof Run>

const Cell = z.object({
  /** The last deployment that succeeded there; null where none ever did. */
  current: Run.nullable(),
  /** Cells of a row with the same number run the same version or commit; null where nothing runs. */
  same: z.int().nullable(),
  /** The last attempt, where it came after the current one and failed or was aborted. */
  failed: Run.nullable(),
  /** What is under way, for a day at most. */
  running: Run.nullable(),
  /**
   * How far it is behind the environment that comes before it: the commits reachable from what runs there and not from
   * what runs here. `commits` is null where no scanned repository tells.
   */
  behind: z.object({ environment: z.string(), commits: z.int().nullable() }).nullable(),
})
export type Cell = z.infer<typeof Cell>

const Matrix = z.object({
  as_of_ms: Ms,
  /** From development to production, then the others; by name within a tier. */
  environments: z.array(z.object({ name: z.string(), tier: z.enum(tiers) })),
  /** A cell for each environment in that order; null where the system was never seen there. */
  rows: z.array(z.object({ system: z.string(), cells: z.array(Cell.nullable()) })),
})
export type Matrix = z.infer<typeof Matrix>

const HistoryRow = Run.extend({
  started_at_ms: Ms.nullable(),
  finished_at_ms: Ms.nullable(),
  /** Why a person left it out: then it is taken for no real deployment. */
  excluded: z.string().nullable(),
})

/** The moment to look at; default now. */
const as_of_ms = Ms.optional()

export const environments = {
  'environments.matrix': read(
    'What runs where: systems by environments, now or as it was at a moment.',
    z.strictObject({ systems: z.array(z.string()).optional(), as_of_ms }),
    Matrix,
  ),
  'environments.history': read(
    'All deployments of a system to an environment, newest first.',
    z.strictObject({ system: z.string(), environment: z.string(), ...Paging }),
    page(HistoryRow),
  ),
  'environments.compare': read(
    'The commits that one environment of a system has and another has not, both ways. Null where no scanned repository tells.',
    z.strictObject({ system: z.string(), from: z.string(), to: z.string(), as_of_ms }),
    z.object({
      from: z.object({ environment: z.string(), current: Run.nullable() }),
      to: z.object({ environment: z.string(), current: Run.nullable() }),
      only_from: Commits.nullable(),
      only_to: Commits.nullable(),
    }),
  ),
}
