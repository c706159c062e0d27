// Brings a workspace's file to this version's schema: forward only, each step in one transaction, a verified backup
// before. A failed step stops, keeps the file and names the backup; a file from a newer Shiplog is refused untouched.
import path from 'node:path'
import { Refusal } from '../../src-shared/reply.ts'
import { copyTo, type openWriteDb } from './database.ts'
import { sql as start } from './migrations/0001-start.ts'
import { sql as listener } from './migrations/0002-listener.ts'
import { sql as decisions } from './migrations/0003-decisions.ts'
import { sql as strategies } from './migrations/0004-strategies.ts'
import { sql as components } from './migrations/0005-components.ts'
import { sql as repoHealth } from './migrations/0006-repo-health.ts'
import { sql as staging } from './migrations/0007-staging.ts'
import { sql as signingKeys } from './migrations/0008-signing-keys.ts'
import { sql as lines } from './migrations/0009-lines.ts'
import { sql as messages } from './migrations/0010-messages.ts'
import { sql as stretches } from './migrations/0011-stretches.ts'
import { sql as unknownStarts } from './migrations/0012-unknown-starts.ts'
import { sql as lists } from './migrations/0013-lists.ts'
import { sql as mainLines } from './migrations/0014-main-lines.ts'
import { sql as endEstimated } from './migrations/0015-end-estimated.ts'
import { sql as digests } from './migrations/0016-digests.ts'
import { sql as unread } from './migrations/0017-unread.ts'
import { sql as fetched } from './migrations/0018-fetched.ts'
import { sql as marks } from './migrations/0019-marks.ts'
import { sql as listening } from './migrations/0020-listening.ts'
import { sql as odd } from './migrations/0021-odd.ts'
import { sql as things } from './migrations/0022-things.ts'
import { sql as deployedAgain } from './migrations/0023-deployed-again.ts'
import { sql as objects } from './migrations/0024-objects.ts'
import { sql as underived } from './migrations/0025-underived.ts'
import { sql as checks } from './migrations/0026-checks.ts'
import { sql as cutSubjects } from './migrations/0027-cut-subjects.ts'
import { sql as accepted } from './migrations/0028-accepted.ts'
import { sql as places } from './migrations/0029-places.ts'
import { sql as cutHistories } from './migrations/0030-cut-histories.ts'
import { sql as listsOfDeployments } from './migrations/0031-lists-of-deployments.ts'

/** Every migration there ever was, in order. `user_version` counts how many a file has had. */
export const migrations: readonly string[] = [
  start,
  listener,
  decisions,
  strategies,
  components,
  repoHealth,
  staging,
  signingKeys,
  lines,
  messages,
  stretches,
  unknownStarts,
  lists,
  mainLines,
  endEstimated,
  digests,
  unread,
  fetched,
  marks,
  listening,
  odd,
  things,
  deployedAgain,
  objects,
  underived,
  checks,
  cutSubjects,
  accepted,
  places,
  cutHistories,
  listsOfDeployments,
]

/** `upTo`: an earlier version, for rows that a Shiplog of then wrote. */
export async function migrate(
  opened: ReturnType<typeof openWriteDb>,
  dataDir: string,
  upTo = migrations.length,
): Promise<void> {
  const { driver } = opened
  const version = driver.pragma('user_version', { simple: true }) as number
  refuseNewer(version)
  if (version === upTo) return
  const backup = version === 0 ? null : path.join(dataDir, `before-migration-${version}.db`)
  if (backup !== null) await copyTo(driver, backup)
  const step = (next: number) => {
    try {
      // A step may have to change the text of the schema.
      driver.unsafeMode(true)
      driver.exec(migrations[next] as string)
      driver.pragma(`user_version = ${next + 1}`)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const kept = backup === null ? '' : ` A backup from before is at ${backup}.`
      throw new Refusal(
        'internal',
        `The workspace could not be brought to this version (step ${next + 1}: ${why}). Nothing was changed.${kept}`,
      )
    } finally {
      driver.unsafeMode(false)
    }
  }
  const all = Array.from({ length: upTo - version }, (_, i) => version + i)
  // A new file takes all steps at once, so that the disk is waited for once.
  if (version === 0) driver.transaction(() => all.forEach(step)).immediate()
  else for (const next of all) driver.transaction(() => step(next)).immediate()
}

/** Throws where the file was written by a newer Shiplog. */
export function refuseNewer(version: number): void {
  if (version > migrations.length)
    throw new Refusal(
      'conflict',
      `This workspace was written by a newer version of Shiplog (file version ${version}, this one knows ${migrations.length}). Update Shiplog to open it; nothing was changed.`,
    )
}
