// Certificates made for a test by openssl, as a person makes them.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryPath } from './repos.ts'

export interface Made {
  cert: string
  key: string
}

const dir = temporaryPath('certificates')
let made = 0

/** Signed by itself. `days` from now on, -1 for one that ended yesterday. */
export function certificateFor(names: string, days = 30): Made {
  mkdirSync(dir, { recursive: true })
  const at = path.join(dir, `${made++}`)
  const files = { cert: `${at}.pem`, key: `${at}.key` }
  const subject = ['-subj', '/CN=Shiplog', '-addext', `subjectAltName=${names}`]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  if (days > 0) {
    openssl('req', '-x509', ...curve, ...subject, '-days', `${days}`, '-keyout', files.key, '-out', files.cert)
    return files
  }
  // `req` makes none in the past; `ca` does.
  const database = `${at}.ca`
  mkdirSync(database)
  const config = path.join(database, 'ca.cnf')
  writeFileSync(
    config,
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${database}/index\nnew_certs_dir=${database}\nserial=${database}/serial\ndefault_md=sha256\npolicy=p\ncopy_extensions=copy\n[p]\ncommonName=supplied\n`,
  )
  writeFileSync(path.join(database, 'index'), '')
  writeFileSync(path.join(database, 'serial'), '01')
  openssl('req', ...curve, ...subject, '-keyout', files.key, '-out', `${at}.csr`)
  const signed = ['-selfsign', '-keyfile', files.key, '-in', `${at}.csr`, '-out', files.cert]
  openssl('ca', '-batch', '-config', config, ...signed, '-startdate', '20200101000000Z', '-enddate', '20200201000000Z')
  return files
}

export function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
