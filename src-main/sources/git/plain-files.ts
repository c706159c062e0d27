// What is in a file that git would read, and when anything happened in one or in a folder. Nothing else is opened: a pipe would
// keep its reader waiting.
import { readFile, stat } from 'node:fs/promises'

const bytesMax = 16 * 1024 * 1024

/** Null where there is no such file. Throws where it is none that git would read. */
export async function textOf(file: string): Promise<string | null> {
  const found = await stat(file).catch(() => null)
  if (found === null) return null
  if (!found.isFile() || found.size > bytesMax) throw new Error(`${file} is no file that git would read`)
  return readFile(file, 'latin1')
}

export async function dateOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => null)
  return found === null ? 'none' : `${found.mtimeNs} ${found.size} ${found.ino}`
}
