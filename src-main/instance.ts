// How the command line finds a running Shiplog: a file in the data folder that only its owner may read, with the address
// and a token. The lock says whether an instance runs; this file says how to talk to it.
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export interface Instance {
  pid: number
  /** http://127.0.0.1:PORT of the user interface. */
  origin: string
  token: string
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'instance.json')
}

export function writeInstance(dataDir: string, instance: Instance): void {
  writeFileSync(fileIn(dataDir), JSON.stringify(instance), { mode: 0o600 })
  // An older file would keep its own mode.
  chmodSync(fileIn(dataDir), 0o600)
}

export function readInstance(dataDir: string): Instance | null {
  try {
    const { pid, origin, token } = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Partial<Instance>
    return typeof pid === 'number' && typeof origin === 'string' && typeof token === 'string'
      ? { pid, origin, token }
      : null
  } catch {
    return null
  }
}

export function removeInstance(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true })
}
