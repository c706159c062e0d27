// The file inside a gzip or zip archive. Pure: the archive's bytes are kept as they came and unpacked whenever they are read.
// Invariant: never more than the largest file that is read, whatever an archive says of itself.
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Unzip, UnzipInflate, unzipSync } from 'fflate'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { fileBytesMax } from './text.ts'

/** Small, so that what it unpacks to is small as well: the packing is 1:1000 at most. */
const pushed = 16_384

export interface Unpacked {
  /** The name to tell the format by: that of the file inside. */
  name: string
  bytes: Uint8Array
}

/** Anything but such an archive is handed back as it is; a workbook, which is a zip, too. */
export function unpack(name: string, bytes: Uint8Array): Unpacked {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzip(name, bytes)
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05)
  return isZip ? unzip(name, bytes) : { name, bytes }
}

function gunzip(name: string, bytes: Uint8Array): Unpacked {
  try {
    return { name: name.replace(/\.gz$/i, ''), bytes: gunzipSync(bytes, { maxOutputLength: fileBytesMax }) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(name)
    throw damaged(name, 'gzip')
  }
}

function unzip(name: string, bytes: Uint8Array): Unpacked {
  const inside: { name: string; size: number }[] = []
  // The central directory is listed without unpacking anything.
  attempt(name, () =>
    unzipSync(bytes, {
      filter: (file) => {
        inside.push({ name: file.name, size: file.originalSize })
        return false
      },
    }),
  )
  if (inside.some((file) => file.name === '[Content_Types].xml')) return { name, bytes }
  const files = inside.filter((file) => !isClutter(file.name))
  const [only, other] = files
  if (only === undefined) throw new Refusal('invalid', `${shown(name)} is a zip archive without a file in it.`)
  if (other !== undefined) {
    const names = files.slice(0, 10).map((file) => shown(file.name))
    const more = files.length > 10 ? ` and ${files.length - 10} more` : ''
    throw new Refusal(
      'invalid',
      `${shown(name)} holds ${files.length} files: ${names.join(', ')}${more}. Unpack it and import them one by one.`,
    )
  }
  if (only.size > fileBytesMax) throw tooLarge(name)
  const unpacked = attempt(name, () => inflate(bytes, only.name, only.size))
  // One that holds more or less than it states would otherwise lose rows without a word.
  if (unpacked.length !== only.size) throw damaged(name, 'zip')
  return { name: path.posix.basename(only.name), bytes: unpacked }
}

/** At most one chunk more than `size`. */
function inflate(bytes: Uint8Array, wanted: string, size: number): Uint8Array {
  const chunks: Uint8Array[] = []
  let length = 0
  const archive = new Unzip((file) => {
    if (file.name !== wanted) return
    file.ondata = (error, chunk) => {
      if (error !== null) throw error
      length += chunk.length
      if (length > size) throw new Error('holds more than it states')
      chunks.push(chunk)
    }
    file.start()
  })
  archive.register(UnzipInflate)
  for (let at = 0; at < bytes.length; at += pushed)
    archive.push(bytes.subarray(at, at + pushed), at + pushed >= bytes.length)
  return new Uint8Array(Buffer.concat(chunks))
}

/** Folders, and what a Mac adds. */
function isClutter(name: string): boolean {
  return name.endsWith('/') || name.startsWith('__MACOSX/') || path.posix.basename(name).startsWith('.')
}

function attempt<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch {
    throw damaged(name, 'zip')
  }
}

function tooLarge(name: string): Refusal {
  const max = fileBytesMax / 1024 / 1024
  return new Refusal('invalid', `${shown(name)} unpacks to more than ${max} MB; at most ${max} MB are read.`)
}

function damaged(name: string, kind: 'gzip' | 'zip'): Refusal {
  return new Refusal('invalid', `${shown(name)} is a damaged ${kind} archive. Was it downloaded completely?`)
}
