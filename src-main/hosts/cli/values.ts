// Reads option values; a wrong one is wrong usage, said with what would be right.
import path from 'node:path'
import { InvalidArgumentError } from 'commander'
import { Refusal } from '../../../src-shared/reply.ts'
import { parseInstant, parseLocal } from '../../../src-shared/time.ts'
import { safe } from './print.ts'

/** By absolute path, because whoever reads it works elsewhere. An empty one is most likely a variable that was not set. */
export function absolute(given: string): string {
  if (given === '') throw new Refusal('invalid', 'A path is empty. Give one; "." is the current folder.')
  return path.resolve(given)
}

/** For an option that may be given more than once. */
export function gather(name: string, before: string[] | undefined): string[] {
  return [...(before ?? []), name]
}

export function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError(`"${safe(text)}" is not a whole number.`)
  return Number(text)
}

/** A number, or `none`. */
export function wholeOrNone(text: string): number | null {
  return text === 'none' ? null : whole(text)
}

export function positive(text: string): number {
  const n = whole(text)
  if (n < 1 || n > 100_000) throw new InvalidArgumentError('Give a number from 1 to 100000.')
  return n
}

/** A moment, in UTC where it has no offset. */
export function time(text: string): number {
  const ms = parseInstant(text) ?? parseLocal(text, 'UTC')
  if (ms === null)
    throw new InvalidArgumentError(
      `"${safe(text)}" is no time; give one such as 2026-06-01T12:00:00Z, or 2026-06-01 12:00 in UTC.`,
    )
  return ms
}

/** As long as a key's old value may work on: a week. */
export function hours(text: string): number {
  const n = whole(text)
  if (n > 168) throw new InvalidArgumentError('Give a number of hours from 0 to 168.')
  return n
}

export function yesOrNo(text: string): boolean {
  if (text !== 'yes' && text !== 'no') throw new InvalidArgumentError('Give yes or no.')
  return text === 'yes'
}

export function portNumber(text: string): number {
  const n = whole(text)
  if (n > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return n
}

export function address(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match === null || port > 65_535)
    throw new InvalidArgumentError('Give host and port, such as 127.0.0.1:8787 or [::1]:0.')
  return { host: match[1] ?? match[2] ?? '', port }
}

/** Options of commands that take a certificate. */
export const tlsCert = ['--tls-cert <file>', 'speak HTTPS with this certificate: a PEM file'] as const
export const tlsKey = ['--tls-key <file>', 'the certificate’s private key: a PEM file without a password'] as const

export function tlsFiles(cert: string | undefined, key: string | undefined): { cert: string; key: string } | undefined {
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined || key === undefined)
    throw new Refusal('invalid', 'Give both --tls-cert and --tls-key: a certificate is nothing without its key.')
  return { cert: absolute(cert), key: absolute(key) }
}
