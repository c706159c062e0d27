// The certificate and the key that the listener speaks HTTPS with: read, and checked before anything depends on them, so
// that what is wrong with them is said to the person who names them and not to each sender.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import path from 'node:path'
import { createSecureContext } from 'node:tls'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { isoOf } from '../../src-shared/time.ts'

/** Absolute paths of PEM files; the certificate's may hold those of its issuers too. */
export interface TlsFiles {
  cert: string
  key: string
}

export interface Tls {
  files: TlsFiles
  cert: Buffer
  key: Buffer
  fingerprint: string
  /** DNS names and IP addresses it is made for, wildcards as they stand. */
  names: string[]
  ends_at_ms: number
  /** No authority vouches for it: senders have to be told to trust it. */
  self_signed: boolean
  covers(name: string): boolean
}

/** Throws a Refusal where they cannot be spoken with now. */
export function readTls(files: TlsFiles, now: number): Tls {
  const cert = readPem('cert', files.cert)
  const key = readPem('key', files.key)
  const certificate = certificateIn(cert, files.cert)
  if (!certificate.checkPrivateKey(keyIn(key, files.key)))
    throw wrong('key', files.key, `is not the key of the certificate ${files.cert}`, 'the key it was made with')
  const begins = Date.parse(certificate.validFrom)
  const ends = Date.parse(certificate.validTo)
  if (ends <= now) throw wrong('cert', files.cert, `ended on ${isoOf(ends)}`, 'a certificate that is valid now')
  if (begins > now) throw wrong('cert', files.cert, `begins on ${isoOf(begins)}`, 'a certificate that is valid now')
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    throw wrong('cert', files.cert, `cannot be used (${String(error)})`, 'a certificate that OpenSSL accepts')
  }
  return {
    files,
    cert,
    key,
    fingerprint: certificate.fingerprint256,
    names: namesIn(certificate),
    ends_at_ms: ends,
    self_signed: certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey),
    covers: (name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined,
  }
}

const bytesMax = 1024 * 1024

function readPem(field: 'cert' | 'key', file: string): Buffer {
  const accepted = 'the absolute path of a PEM file'
  if (!path.isAbsolute(file)) throw wrong(field, file, 'is no absolute path', accepted)
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw wrong(field, file, 'does not exist', accepted)
    if (code === 'EISDIR') throw wrong(field, file, 'is a folder', accepted)
    if (code === 'EACCES' || code === 'EPERM')
      throw wrong(field, file, 'may not be read by you', 'a file that Shiplog may read')
    throw wrong(field, file, `cannot be read (${code ?? String(error)})`, accepted)
  }
  if (bytes.length > bytesMax) throw wrong(field, file, 'is larger than 1 MB', accepted)
  return bytes
}

function certificateIn(pem: Buffer, file: string): X509Certificate {
  const accepted = 'a file with -----BEGIN CERTIFICATE-----'
  // It would read the binary form too, which a server does not.
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    const hint = pem.includes('PRIVATE KEY-----') ? ', but a private key: are the two files mixed up?' : ''
    throw wrong('cert', file, `holds no PEM certificate${hint}`, accepted)
  }
  try {
    return new X509Certificate(pem)
  } catch {
    throw wrong('cert', file, 'holds a certificate that cannot be read', accepted)
  }
}

function keyIn(pem: Buffer, file: string): KeyObject {
  const accepted = 'a file with -----BEGIN PRIVATE KEY-----, without a password'
  if (!pem.includes('PRIVATE KEY-----')) throw wrong('key', file, 'holds no PEM private key', accepted)
  try {
    return createPrivateKey(pem)
  } catch (error) {
    const isLocked = (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE' || pem.includes('ENCRYPTED')
    throw wrong('key', file, isLocked ? 'is protected by a password' : 'holds a key that cannot be read', accepted)
  }
}

/** "DNS:ci.example.com, IP Address:192.0.2.1" */
function namesIn({ subjectAltName }: X509Certificate): string[] {
  return (subjectAltName ?? '').split(', ').flatMap((one) => /^(?:DNS|IP Address):([^"]+)$/.exec(one)?.[1] ?? [])
}

function wrong(field: 'cert' | 'key', file: string, what: string, accepted: string): Refusal {
  const title = field === 'cert' ? 'certificate' : 'key'
  return new Refusal('invalid', `The ${title} file ${shown(file)} ${what}.`, [
    { field: `tls.${field}`, value: shown(file), accepted },
  ])
}

/** Whether it is about these files, not about an address. */
export function isAboutTls(error: Refusal): boolean {
  return error.fields.some(({ field }) => field.startsWith('tls.'))
}
