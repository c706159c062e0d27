// The bytes of `git log -z` into columns. Pure; bytes are looked at once and only names and subjects become strings, and
// the few bodies that say something of other commits.
// Invariant: an unfinished record never holds more than some dozen kilobytes of text, however long a hostile one is.
import { assert } from '../../../src-shared/assert.ts'
import { Refusal } from '../../../src-shared/reply.ts'
import { BatchMaker, batchSize, type CommitBatch, subjectMax } from './batch.ts'
import type { News } from './news.ts'
import { mayRevert, namesRequest, requestMark, revertOf } from './sayings.ts'

export interface Parser {
  /** The batches that a piece of git's output fills, usually none. */
  push(chunk: Buffer): Iterable<CommitBatch>
  /** What is left at the end of the output, or null. */
  end(): CommitBatch | null
}

/** Enough bytes for 500 characters and some control characters. */
const textBytesMax = 4_096
/** Enough for " (#123456789012)". */
const pullBytesMax = 16
/** Of a body no more is looked at. */
const bodyBytesMax = 65_536
const parentsMax = 65_535

/** Year 1 to 9999, the range of every date in Shiplog. */
const msMin = -62_135_596_800_000
const msMax = 253_402_300_799_999

/** Value of an ASCII hex digit, 255 for every other byte. */
const hexValue = new Uint8Array(256).fill(255)
for (let value = 0; value < 16; value += 1) hexValue[value.toString(16).charCodeAt(0)] = value

/**
 * Batches out of the output of `git log -z --format=%H%x00%P%x00%at%x00%ct%x00%an%x00%s%x00%b`, in pieces of any size. Where
 * `news` are given, of no other commits.
 */
export function createParser(oidBytes: 20 | 32, news: News | null = null): Parser {
  const hexLength = oidBytes * 2
  let batch = new BatchMaker(oidBytes)
  const held = new Held()
  /** Inside a text of which enough is known: everything up to its NUL is dropped, but for the last bytes before that. */
  let skipping = false
  let ending: Buffer = Buffer.alloc(0)

  // Where the scan of a text ended; kept outside because a record is parsed without allocating.
  let plain = true
  /** Where the next body that names its merge request says so, in the bytes at hand; -1 before it is looked for. */
  let request = -1

  /** Index of the NUL that ends the text at `from`, or -1. Sets `plain`: printable ASCII without "@". */
  function endOfText(bytes: Buffer, from: number): number {
    plain = true
    for (let i = from; i < bytes.length; i += 1) {
      const byte = bytes[i]!
      if (byte === 0) return i
      if (byte < 0x20 || byte > 0x7e || byte === 0x40) plain = false
    }
    return -1
  }

  /** Reads the record at `from`; the index after it, or -1 where its end has not arrived. */
  function record(bytes: Buffer, from: number): number {
    const { n } = batch
    let at = from + hexLength
    if (at >= bytes.length) return -1
    decodeId(bytes, from, batch.oids, n * oidBytes, oidBytes)
    at += 1
    let parents = 0
    for (;;) {
      // Never beyond the end, even to find nothing there: the compiler would give up on what it has made of this.
      if (at >= bytes.length) return -1
      if (bytes[at] === 0) break
      if (at + hexLength >= bytes.length) return -1
      if (parents === parentsMax) throw tooManyParents()
      const to = batch.parentAt(parents)
      decodeId(bytes, at, batch.parents, to, oidBytes)
      parents += 1
      at += hexLength
      if (bytes[at] === 0x20) at += 1
    }
    const authored = at + 1
    const committed = bytes.indexOf(0, authored) + 1
    if (committed === 0) return -1
    const author = bytes.indexOf(0, committed) + 1
    if (author === 0) return -1
    const authorEnd = endOfText(bytes, author)
    if (authorEnd === -1) return -1
    const name = plain ? bytes.toString('latin1', author, authorEnd) : withoutAddress(textOf(bytes, author, authorEnd))
    const subject = authorEnd + 1
    const end = endOfText(bytes, subject)
    if (end === -1 || end + 1 === bytes.length) return -1
    const plainSubject = plain
    const bodyEnd = bytes[end + 1] === 0 ? end + 1 : bytes.indexOf(0, end + 1)
    if (bodyEnd === -1) return -1
    if (news?.take(batch.oids, n * oidBytes, batch.parents, batch.parentsUsed, parents) === false) return bodyEnd + 1
    batch.authoredAt[n] = instant(bytes, authored, committed - 1)
    batch.committedAt[n] = instant(bytes, committed, author - 1)
    batch.author(cut(name))
    const short = plainSubject && end - subject <= subjectMax
    const text = short ? null : firstLine(bytes, subject, end)
    batch.subject(text ?? { bytes, from: subject, to: end })
    if (mayBegin(bytes[subject]!)) {
      const line = text ?? bytes.toString('latin1', subject, end)
      const revert = mayRevert(line) ? revertOf(hexAt(bytes, from), line, bodyOf(bytes, end + 1, bodyEnd)) : null
      if (revert !== null) batch.says.reverts.push(revert)
    }
    if (request < from) request = nextRequest(bytes, from)
    if (request < bodyEnd && parents <= 1 && namesRequest(bodyOf(bytes, end + 1, bodyEnd)))
      batch.says.requests.push(hexAt(bytes, from))
    batch.take(parents)
    return bodyEnd + 1
  }

  function hexAt(bytes: Buffer, from: number): string {
    return bytes.toString('latin1', from, from + hexLength)
  }

  function finish(): CommitBatch {
    const done = batch.done()
    batch = new BatchMaker(oidBytes)
    return done
  }

  return {
    *push(chunk) {
      const bytes = joined(chunk)
      if (bytes === null) return
      request = -1
      let at = 0
      for (;;) {
        const next = record(bytes, at)
        if (next === -1) break
        at = next
        if (batch.n === batchSize) yield finish()
      }
      keep(bytes, at)
    },
    end() {
      return batch.n === 0 ? null : finish()
    },
  }

  /** What is left of the last piece and this one, until the next; null while inside a text to be dropped. */
  function joined(chunk: Buffer): Buffer | null {
    if (!skipping) return held.with(chunk)
    const from = chunk.indexOf(0)
    const dropped = Buffer.concat([ending, from === -1 ? chunk : chunk.subarray(0, from)])
    ending = Buffer.from(dropped.subarray(-pullBytesMax))
    if (from === -1) return null
    skipping = false
    held.with(ending)
    return held.with(chunk.subarray(from))
  }

  /** Keeps an unfinished record; of a long name, subject or body only the beginning. */
  function keep(bytes: Buffer, from: number): void {
    const length = bytes.length - from
    const most = length <= textBytesMax ? length : Math.min(length, enoughOf(bytes, from))
    skipping = most < length
    if (skipping) ending = Buffer.from(bytes.subarray(from + most).subarray(-pullBytesMax))
    held.keep(from, most)
  }

  /** How much of the unfinished record at `from` is looked at. */
  function enoughOf(bytes: Buffer, from: number): number {
    let author = from
    for (let fields = 0; fields < 4; fields += 1) {
      const end = bytes.indexOf(0, author)
      if (end === -1) {
        if (bytes.length - from > parentsMax * (hexLength + 1) + 200) throw tooManyParents()
        return Infinity
      }
      author = end + 1
    }
    const subject = bytes.indexOf(0, author) + 1
    const body = subject === 0 ? 0 : bytes.indexOf(0, subject) + 1
    return (body || subject || author) - from + (body > 0 ? bodyBytesMax : textBytesMax)
  }
}

/** The piece at hand with what the last one left, always in the same memory: fresh memory for each would gather as garbage. */
class Held {
  #room = Buffer.alloc(131_072)
  #used = 0

  /** All that is held now, until the next call. */
  with(chunk: Buffer): Buffer {
    const used = this.#used + chunk.length
    if (used > this.#room.length) this.#room = Buffer.concat([this.#room.subarray(0, this.#used)], used * 2)
    chunk.copy(this.#room, this.#used)
    this.#used = used
    return this.#room.subarray(0, used)
  }

  /** Only so many bytes from there on; what was handed out before means nothing afterwards. */
  keep(from: number, length: number): void {
    this.#room.copyWithin(0, from, from + length)
    this.#used = length
  }
}

/** Whether a first line that begins so may be a revert's: with R or M. */
function mayBegin(byte: number): boolean {
  return (byte | 0x20) === 0x72 || (byte | 0x20) === 0x6d
}

function decodeId(bytes: Buffer, from: number, to: Uint8Array, at: number, oidBytes: number): void {
  let wrong = 0
  for (let i = 0; i < oidBytes; i += 1) {
    const high = hexValue[bytes[from + 2 * i]!]!
    const low = hexValue[bytes[from + 2 * i + 1]!]!
    wrong |= high | low
    to[at + i] = (high << 4) | low
  }
  assert(wrong < 16, 'an object id where the format of git log puts one')
}

/**
 * Milliseconds of the seconds in bytes[from, to), or NaN. Git writes nothing for a date it cannot read, and
 * "18446744073709551616" for one that overflowed.
 */
function instant(bytes: Buffer, from: number, to: number): number {
  const negative = bytes[from] === 0x2d
  const start = negative ? from + 1 : from
  if (to === start || to - start > 12) return Number.NaN
  let seconds = 0
  for (let i = start; i < to; i += 1) {
    const digit = bytes[i]! - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    seconds = seconds * 10 + digit
  }
  const ms = (negative ? -seconds : seconds) * 1_000
  return ms >= msMin && ms <= msMax ? ms : Number.NaN
}

/** Where the next body names its merge request; past the end where none does. */
function nextRequest(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(requestMark, from)
  return at === -1 ? bytes.length : at
}

/** In lines, as git keeps it; its control characters matter to nobody who looks for words. */
function bodyOf(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('utf8', from, Math.min(to, from + bodyBytesMax))
}

/** UTF-8 with replacement characters for what is none. Control characters, escape sequences' starts too, go. */
function textOf(bytes: Buffer, from: number, to: number): string {
  return clean(bytes.toString('utf8', from, Math.min(to, from + textBytesMax)))
}

function clean(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  return text.replaceAll('\t', ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '')
}

/** A person's name out of a message. */
export function nameOf(text: string): string {
  return withoutAddress(clean(text))
}

/** "jane@example.org" as a name, which some set, would be an address: "jane" stays. */
function withoutAddress(name: string): string {
  return name.includes('@') ? name.replace(/(?<=\S)@\S+/g, '') : name
}

/** Of a long one its beginning, and the pull request that it ends in: a squash is known by that. */
function firstLine(bytes: Buffer, from: number, to: number): string {
  const text = textOf(bytes, from, to)
  if (text.length <= subjectMax && to - from <= textBytesMax) return text
  const pull = / ?\([#!]\d+\)$/.exec(bytes.toString('latin1', Math.max(from, to - pullBytesMax), to))?.[0]
  return pull === undefined ? cut(text) : `${cut(text, subjectMax - pull.length - 1)}…${pull}`
}

function cut(text: string, most = subjectMax): string {
  if (text.length <= most) return text
  const half = text.charCodeAt(most - 1)
  // Not between the two halves of an emoji.
  return text.slice(0, half >= 0xd800 && half <= 0xdbff ? most - 1 : most)
}

function tooManyParents(): Refusal {
  return new Refusal('unavailable', `A commit has more than ${parentsMax} parents: this is not a history to measure.`)
}
