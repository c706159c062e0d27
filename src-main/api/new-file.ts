// A new file that a person names: for them alone, never over another, and gone again where writing it fails.
import { type FileHandle, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Refusal, shown } from '../../src-shared/reply.ts'

/** Writes all pieces; returns how many bytes the file has. */
export async function writeNewFile(to: string, pieces: AsyncIterable<string | Uint8Array>): Promise<number> {
  if (!path.isAbsolute(to)) throw new Refusal('invalid', `to: ${shown(to)} is no absolute path.`)
  const file = await created(to)
  try {
    const stream = file.createWriteStream()
    await (to.endsWith('.gz')
      ? pipeline(Readable.from(pieces), createGzip(), stream)
      : pipeline(Readable.from(pieces), stream))
    return stream.bytesWritten
  } catch (error) {
    await file.close().catch(() => {})
    await rm(to, { force: true })
    if (isOfFile(error)) throw unwritable(to, error)
    throw error
  }
}

/** A new file, for the person alone. */
async function created(to: string): Promise<FileHandle> {
  try {
    return await open(to, 'wx', 0o600)
  } catch (error) {
    if (!isOfFile(error)) throw error
    throw error.code === 'EEXIST'
      ? new Refusal('conflict', `${to} is there already, and nothing is written over. Give another file.`)
      : unwritable(to, error)
  }
}

function isOfFile(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

function unwritable(to: string, { message }: Error): Refusal {
  return new Refusal('invalid', `${to} cannot be written: ${message}.`)
}
