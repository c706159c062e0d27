// The folder that the workspace's file lies in.
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { Refusal } from '../../src-shared/reply.ts'

/** Makes the data folder where there is none. Throws a Refusal where it cannot be one. */
export function makeDataDir(dataDir: string): void {
  const missing: string[] = []
  // Upwards by hand: asked for folders below /proc, Node's own recursive mkdir never comes back.
  let folder = dataDir
  while (!existsSync(folder) && path.dirname(folder) !== folder) {
    missing.unshift(folder)
    folder = path.dirname(folder)
  }
  if (!statSync(folder).isDirectory())
    throw new Refusal(
      'invalid',
      `${folder} is a file, so the data folder ${dataDir} cannot be there. Choose another with --data.`,
    )
  try {
    for (const one of missing) mkdirSync(one, { mode: 0o700 })
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new Refusal(
      'forbidden',
      `The data folder ${dataDir} cannot be written to. Choose another with --data, or change its permissions.`,
    )
  }
}
