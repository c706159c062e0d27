// The bytes of a file that a person names, read where they lie: nobody holds all of them.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Bytes } from '../../src-shared/delivery.ts'
import { stampOf } from '../../src-shared/import-profile.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { fileBytesMax } from '../sources/files/index.ts'

export interface OpenBytes extends Bytes {
  /** Throws a Refusal where it was written to since it was opened. */
  refuseChanged(): void
  close(): void
}

export function openBytes(file: string, name: string): OpenBytes {
  const fd = openOrRefuse(file)
  try {
    const opened = fstatSync(fd)
    if (!opened.isFile()) throw new Refusal('invalid', `${name} is not a file. To add a repository, add its folder.`)
    const { size } = opened
    if (size > fileBytesMax)
      throw new Refusal(
        'invalid',
        `${name} is ${megabytes(size)} MB; files of up to ${megabytes(fileBytesMax)} MB can be imported.`,
      )
    return {
      size,
      slice: (from, to) => {
        // Its own memory, so that it can cross to the writer without dragging a pool along.
        const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from))
        let got = 0
        for (let n = 1; got < bytes.length && n > 0; got += n)
          n = readSync(fd, bytes, got, bytes.length - got, from + got)
        return got < bytes.length ? bytes.subarray(0, got) : bytes
      },
      refuseChanged: () => {
        if (stampOf(fstatSync(fd)) !== stampOf(opened))
          throw new Refusal('conflict', `${name} was changed while it was read. Nothing was imported; try again.`)
      },
      close: () => closeSync(fd),
    }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function openOrRefuse(file: string): number {
  try {
    return openSync(file, 'r')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') throw new Refusal('not_found', `There is no file ${file}.`)
    if (code === 'EACCES' || code === 'EPERM') throw new Refusal('forbidden', `${file} may not be read by you.`)
    throw error
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
