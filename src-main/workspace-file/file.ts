// The bytes of a workspace's file as lines, plain or inside gzip.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Refusal } from '../../src-shared/reply.ts'
import { asHeader } from './lines.ts'

/** A delivery's bytes are at most some megabytes in one line. */
const lineMax = 256 * 1024 * 1024
const headerMax = 64 * 1024

/** Lines without their ends, as many as each piece of the file completes; the last one too where nothing ends it. */
export async function* linesOf(
  file: string,
  name: string,
  signal: AbortSignal,
  longest = lineMax,
): AsyncGenerator<Buffer[]> {
  let parts: Buffer[] = []
  let length = 0
  const take = (piece: Buffer): Buffer => {
    const line = parts.length === 0 ? piece : Buffer.concat([...parts, piece])
    parts = []
    length = 0
    return line
  }
  try {
    for await (const piece of (await opened(file, signal)) as AsyncIterable<Buffer>) {
      const lines: Buffer[] = []
      let from = 0
      for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, from)) {
        lines.push(take(piece.subarray(from, at)))
        from = at + 1
      }
      parts.push(piece.subarray(from))
      length += piece.length - from
      if (lines.length > 0) yield lines
      if (length > longest) throw new Refusal('invalid', `${name} has a line longer than any that Shiplog writes.`)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'Z_BUF_ERROR')
      throw new Refusal('invalid', `${name} is cut short: what is inside gzip ends too early. Nothing was restored.`)
    if (code?.startsWith('Z_') === true)
      throw new Refusal('invalid', `${name} is damaged: what is inside gzip cannot be read. Nothing was restored.`)
    if (code === 'ENOENT') throw new Refusal('not_found', `There is no file ${file}.`)
    if (code === 'EACCES' || code === 'EPERM') throw new Refusal('forbidden', `${file} may not be read by you.`)
    if (code === 'EISDIR') throw new Refusal('invalid', `${name} is not a file.`)
    throw error
  }
  if (length > 0) yield [take(Buffer.alloc(0))]
}

/** The first line, if it is no longer than a header ever is; null for anything else, whatever is wrong with the file. */
export async function firstLine(file: string): Promise<Buffer | null> {
  const stop = new AbortController()
  try {
    for await (const [line] of linesOf(file, file, stop.signal, headerMax)) return line ?? null
    return null
  } catch {
    return null
  } finally {
    stop.abort()
  }
}

/** Whether its first line says so. */
export async function isWorkspace(file: string): Promise<boolean> {
  const line = await firstLine(file)
  return line !== null && asHeader(line) !== null
}

async function opened(file: string, signal: AbortSignal): Promise<Readable> {
  const [first, second] = await beginning(file)
  const bytes = createReadStream(file, { signal, highWaterMark: 256 * 1024 })
  if (first !== 0x1f || second !== 0x8b) return bytes
  const unpacked = createGunzip()
  bytes.on('error', (error) => unpacked.destroy(error))
  unpacked.on('close', () => bytes.destroy())
  return bytes.pipe(unpacked)
}

async function beginning(file: string): Promise<Uint8Array> {
  const opened = await open(file)
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(2), 0, 2, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await opened.close()
  }
}
