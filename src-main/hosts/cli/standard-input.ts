// Standard input as a file, for as long as a command needs it: the core reads files, wherever it runs.
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Reads all of it, hands over the file's path, and removes it. */
export async function withStandardInput<T>(use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'shiplog-input-'))
  const file = path.join(folder, 'standard-input')
  try {
    await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }))
    return await use(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
