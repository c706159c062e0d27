// What is in a file that git would read, and when anything happened in one or in a folder. Nothing else is opened: a pipe would
// keep its reader waiting.
import { readFile, stat } from 'node:fs/promises'

const bytesMax = 16 * 1024 * 1024

/** Null where there is no such file. Throws where it is none that git would read. */
export async function textOf(file: string): Promise<string | null> {
  const bytes = await bytesOf(file, bytesMax, () => new Error(`${file} is no file that git would read`))
  return bytes?.toString('latin1') ?? null
}

/** Null where there is no such file. Throws `refused` where it is none, or larger than `most` bytes. */
export async function bytesOf(file: string, most: number, refused: () => Error): Promise<Buffer | null> {
  const found = await stat(file).catch(() => null)
  if (found === null) return null
  if (!found.isFile() || found.size > most) throw refused()
  return readFile(file)
}

export async function dateOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => null)
  return found === null ? 'none' : `${found.mtimeNs} ${found.size} ${found.ino}`
}
