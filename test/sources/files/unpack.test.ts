// Archives: the one file inside is read; what is no such archive, or too large a one, is refused or left alone.
import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inMemory } from '../../../src-main/sources/files/bytes.ts'
import { fileBytesMax } from '../../../src-main/sources/files/text.ts'
import { unpack } from '../../../src-main/sources/files/unpack.ts'
import { Refusal } from '../../../src-shared/reply.ts'

const text = 'id,started\n1,2026-03-01T00:00:00Z\n'
const csv = strToU8(text)

function whole(name: string, bytes: Uint8Array): { name: string; bytes: Uint8Array } {
  const unpacked = unpack(name, inMemory(bytes))
  return { name: unpacked.name, bytes: new Uint8Array(Buffer.concat([...unpacked.pieces()])) }
}

function refusalOf(name: string, bytes: Uint8Array): string {
  try {
    whole(name, bytes)
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
  return expect.fail(`${name} was not refused`)
}

/** A zip of the CSV that states another size. */
function stating(size: number): Uint8Array {
  const zip = zipSync({ 'a.csv': csv })
  const view = new DataView(zip.buffer)
  // In the central directory, which the last 22 bytes lead to.
  view.setUint32(view.getUint32(zip.length - 6, true) + 24, size, true)
  return zip
}

function read(name: string, bytes: Uint8Array) {
  const unpacked = whole(name, bytes)
  return [unpacked.name, new TextDecoder().decode(unpacked.bytes)]
}

describe('read', () => {
  it('a gzip, by its bytes and not by its name', () => {
    expect(read('july.csv.gz', gzipSync(csv))).toEqual(['july.csv', text])
    expect(read('july.csv', gzipSync(csv))).toEqual(['july.csv', text])
  })

  it('a zip of one file, in a folder and beside what a Mac adds', () => {
    const zip = zipSync({
      'export/july.csv': csv,
      '__MACOSX/._july.csv': strToU8('x'),
      'export/.DS_Store': strToU8('x'),
    })
    expect(read('export.zip', zip)).toEqual(['july.csv', text])
  })

  it('a zip that is stored, not packed', () => {
    expect(read('x.zip', zipSync({ 'a.json': [strToU8('[]'), { level: 0 }] }))).toEqual(['a.json', '[]'])
  })
})

it('leaves a file and a workbook as they are', () => {
  const workbook = zipSync({ '[Content_Types].xml': strToU8('<x/>'), 'xl/workbook.xml': strToU8('<x/>') })
  for (const bytes of [csv, workbook]) expect(whole('x', bytes)).toEqual({ name: 'x', bytes })
})

describe('refused', () => {
  it('a zip of several files, by their names', () => {
    expect(refusalOf('x.zip', zipSync({ 'a.csv': csv, 'b.csv': csv }))).toBe(
      '"x.zip" holds 2 files: "a.csv", "b.csv". Import one with --inside and its name, or all with --all, each as an import of its own; or unpack it.',
    )
  })

  it('a zip of none', () => {
    expect(refusalOf('x.zip', zipSync({}))).toBe('"x.zip" is a zip archive without a file in it.')
  })

  it('half of one', () => {
    const noise = strToU8(Array.from({ length: 500 }, (_, i) => `${i * 7919},`).join(''))
    for (const [kind, bytes] of [
      ['gzip', gzipSync(noise)],
      ['zip', zipSync({ 'a.csv': noise })],
    ] as const)
      expect(refusalOf('x', bytes.subarray(0, bytes.length / 2))).toBe(
        `"x" is a damaged ${kind} archive. Was it downloaded completely?`,
      )
  })

  it('more than is read, before it is unpacked', () => {
    // As much as 32 bits can state is the most, so that more has its size in a place of its own.
    expect(refusalOf('x', stating(fileBytesMax - 1))).toContain('is a damaged zip archive')
  })

  it('a zip that holds more or less than it says', () => {
    for (const size of [csv.length - 5, csv.length + 5])
      expect(refusalOf('x', stating(size))).toBe('"x" is a damaged zip archive. Was it downloaded completely?')
  })
})

it('never throws anything but a refusal, whatever follows the first bytes', () => {
  const start = fc.constantFrom([0x1f, 0x8b, 8], [0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6])
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 200 }), (head, rest) => {
      try {
        whole('x', new Uint8Array([...head, ...rest]))
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal)
      }
    }),
    { numRuns: 300 },
  )
})
