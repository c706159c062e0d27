// A Shiplog workspace from its file: recognised by its first line, put together beside this one, then taken over.
import { statSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { WorkspaceFile } from '../../src-shared/contract/workspace.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { isZone } from '../../src-shared/time.ts'
import { migrations } from '../store/migrate.ts'
import { openBeside, refuseUnlessEmpty } from '../store/restore.ts'
import { firstLine, isWorkspace, linesOf } from '../workspace-file/file.ts'
import type { Header } from '../workspace-file/lines.ts'
import { readHeader, Reading } from '../workspace-file/read.ts'
import type { JobContext } from './context.ts'

/** What a file says of itself; null where it is no workspace. */
export async function recognise(file: string): Promise<WorkspaceFile | null> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return null
  const line = await firstLine(file)
  const header = line === null ? null : readHeader(path.basename(file), line, migrations.length)
  return header === null ? null : asShown(header)
}

/** Before a file is read as one of rows. */
export async function refuseWorkspace(file: string, name: string): Promise<void> {
  if (await isWorkspace(file))
    throw new Refusal(
      'invalid',
      `${name} is a Shiplog workspace, which is restored as a whole: shiplog import does so, and the call workspace.restore.`,
    )
}

export async function restore(
  { file, name = path.basename(file) }: { file: string; name?: string | undefined },
  context: JobContext,
): Promise<WorkspaceFile> {
  const { db, dataDir, ops, signal } = context
  refuseUnlessEmpty(db)
  const first = await firstLine(file)
  const header = first === null ? null : readHeader(name, first, migrations.length)
  if (header === null) throw new Refusal('invalid', `${name} is no Shiplog workspace: its first line does not say so.`)
  if (!isZone(header.zone))
    throw new Refusal('invalid', `The first line of ${name} names ${shown(header.zone)}, which is no time zone.`)
  const beside = await openBeside(dataDir, header.schema)
  try {
    const reading = new Reading(name, header, beside.db)
    await readAll(file, reading, name, context)
    reading.close()
    await beside.finish(header.zone)
    signal.throwIfAborted()
    await ops.takeOver(beside.folder)
  } finally {
    beside.drop()
  }
  return asShown(header)
}

async function readAll(file: string, reading: Reading, name: string, context: JobContext): Promise<void> {
  const { signal, progress } = context
  const total = Object.values(reading.header.rows).reduce((sum, n) => sum + n, 0)
  let skip = 1
  for await (const lines of linesOf(file, name, signal)) {
    reading.takeAll(lines.slice(skip))
    skip = 0
    progress(`Restoring ${name}`, reading.rows, total, 'rows')
    await turn()
    signal.throwIfAborted()
  }
}

function asShown({ shiplog, made_at, zone, sample, rows, left_behind }: Header): WorkspaceFile {
  const n = (table: string) => rows[table] ?? 0
  return {
    shiplog,
    made_at,
    zone,
    sample,
    counts: {
      deliveries: n('deliveries'),
      deployments: n('deployments'),
      incidents: n('incidents'),
      repos: n('repos'),
      commits: n('commits'),
      decisions: n('decisions'),
    },
    left_behind,
  }
}
