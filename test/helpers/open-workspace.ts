// Opens a workspace in this thread, as openShiplog does. Where there is none yet, its file is not migrated into being but
// copied from one that was: an empty workspace is the same bytes whenever it is made (migrations.test), and there are
// thousands of them in the tests.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openShiplog, type ShiplogOptions } from '../../src-main/shiplog.ts'
import { silent } from '../../src-main/log.ts'
import { fileName } from '../../src-main/store/database.ts'

let empty: Buffer | null = null

export async function openWorkspace(options: ShiplogOptions): ReturnType<typeof openShiplog> {
  const file = path.join(options.dataDir, fileName)
  if (!existsSync(file)) {
    empty ??= await emptyWorkspace(0)
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(file, empty)
  }
  return openShiplog(options)
}

/** The bytes of the file that a first start at this moment leaves. */
export async function emptyWorkspace(now: number): Promise<Buffer> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'shiplog-empty-'))
  try {
    const shiplog = await openShiplog({ dataDir, clock: () => now, log: silent })
    await shiplog.close()
    return readFileSync(path.join(dataDir, fileName))
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}
