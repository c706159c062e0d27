// A workspace's file without the rest of Shiplog: a new one, one that is changed behind its back, and one as an earlier
// version left it.
import { openWriteDb } from '../../src-main/store/database.ts'
import { migrate } from '../../src-main/store/migrate.ts'
import { temporaryPath } from './repos.ts'

/** Of this version, in a folder of its own. */
export async function newFile(
  dataDir = temporaryPath('data'),
): Promise<ReturnType<typeof openWriteDb> & { dataDir: string }> {
  const opened = openWriteDb(dataDir)
  await migrate(opened, dataDir)
  return { ...opened, dataDir }
}

export function changeFile(dataDir: string, sql: string): void {
  const { driver, close } = openWriteDb(dataDir)
  driver.exec(sql)
  close()
}

/** Takes back what a step added, where it cannot be added twice. */
const takenBack: Record<number, string> = {
  25: 'DROP TABLE underived',
  27: 'DROP TABLE cut_subjects',
  29: 'ALTER TABLE deployments DROP COLUMN place',
  30: 'ALTER TABLE repos DROP COLUMN cut',
  31: ['commits', 'changes', 'lead_ms']
    .map((name) => `ALTER TABLE deployment_change_sets DROP COLUMN ${name}`)
    .join(';'),
}

/** As the version left it that knew `step` migrations, 24 or more; `sql`: what it did not have either. */
export function asOfStep(dataDir: string, step: number, sql: string): void {
  const later = Object.entries(takenBack).flatMap(([of, text]) => (Number(of) > step ? [text] : []))
  changeFile(dataDir, [sql, ...later, `PRAGMA user_version = ${step}`].join(';'))
}
