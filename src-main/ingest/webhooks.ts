// DevLake's webhooks: made, renamed and removed by the requests that manage them, and made by the first report to one.
// Removing one ends its key and removes none of its data, and its id is given to no other.
import { Refusal, shown } from '../../src-shared/reply.ts'
import { idInName, nameOfWebhook, systemOfWebhook, type WebhookRef } from '../../src-shared/webhook.ts'
import type { WriteDb } from '../store/database.ts'
import { insertKey, liveKeyNamed, newKey, revokeKey } from '../store/keys.ts'
import {
  addSystemName,
  claimName,
  ensureSystem,
  findSystem,
  nameTaken,
  renameSystem,
  systemName,
} from '../store/systems.ts'
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  renameWebhook,
  webhookOfSystem,
  type WebhookRow,
} from '../store/webhooks.ts'
import type { Ingest } from './ingest.ts'

export type WebhookAction =
  /** A report came for it. */
  | { do: 'ensure'; webhook: WebhookRef }
  | { do: 'create'; name: string }
  | { do: 'rename'; webhook: WebhookRef; name: string }
  | { do: 'remove'; webhook: WebhookRef }

/** A webhook after it was managed, or as it was when it was removed. */
export interface ManagedWebhook extends WebhookRow {
  /** A key made with it, this once. */
  key?: string
}

/** Ids given here begin above those that pipelines bring along from a DevLake, which must not meet in one system. */
const firstId = 1001

/** Null where there is no such webhook. Throws a Refusal for a name that cannot be. */
export function manageWebhook(db: WriteDb, ingest: Ingest, action: WebhookAction, atMs: number): ManagedWebhook | null {
  if (action.do === 'create') return ingest.change(() => create(db, action.name, atMs))
  const known = findWebhook(db, action.webhook)
  if (action.do === 'ensure')
    return known ?? reportingFor(db, action.webhook) ?? ingest.change(() => make(db, action.webhook, atMs))
  if (known === undefined) return null
  if (action.do === 'rename') return ingest.change(() => rename(db, known, action.name, atMs))
  return ingest.change(() => remove(db, known, atMs))
}

/** A report may call a webhook by an earlier name, or by its system's: then it needs no other. */
function reportingFor(db: WriteDb, ref: WebhookRef): WebhookRow | undefined {
  const system = 'id' in ref ? undefined : findSystem(db, systemOfWebhook(ref))
  return system === undefined ? undefined : webhookOfSystem(db, system)
}

function make(db: WriteDb, ref: WebhookRef, atMs: number): WebhookRow {
  const id = 'id' in ref ? ref.id : freeId(db)
  const name = nameOfWebhook(ref)
  const system = ensureSystem(db, systemOfWebhook(ref))
  const row = { id, name, system, created_at_ms: atMs, updated_at_ms: atMs }
  insertWebhook(db, row)
  for (const one of [name, systemOfWebhook({ id })])
    if (findSystem(db, one) === undefined) addSystemName(db, system, one)
  return row
}

function freeId(db: WriteDb): number {
  let id = firstId
  while (findSystem(db, systemOfWebhook({ id })) !== undefined || liveKeyNamed(db, keyName(id)) !== undefined) id++
  return id
}

function keyName(id: number): string {
  return `webhook-${id}`
}

function create(db: WriteDb, name: string, atMs: number): ManagedWebhook {
  refuseName(db, name, null)
  const known = findSystem(db, name)
  const isEarlier = known !== undefined && ![name, systemOfWebhook({ name })].includes(systemName(db, known))
  if (isEarlier) throw nameTaken(name, systemName(db, known))
  const row = make(db, { name }, atMs)
  const key = newKey()
  insertKey(db, keyName(row.id), key, atMs, { dialects: ['devlake'], systems: [systemName(db, row.system)] })
  return { ...row, key }
}

function rename(db: WriteDb, row: WebhookRow, name: string, atMs: number): ManagedWebhook {
  if (name === row.name) return row
  refuseName(db, name, row.id)
  const called = systemOfWebhook({ name })
  // A system that got a name of its own keeps it.
  if (systemName(db, row.system) === row.name) renameSystem(db, row.system, called)
  else claimName(db, row.system, called)
  renameWebhook(db, row.id, name, atMs)
  return { ...row, name, updated_at_ms: atMs }
}

function remove(db: WriteDb, row: WebhookRow, atMs: number): ManagedWebhook {
  deleteWebhook(db, row.id)
  revokeKey(db, keyName(row.id), atMs)
  return row
}

function refuseName(db: WriteDb, name: string, id: number | null): void {
  const other = idInName(name)
  if (other !== null && other !== id)
    throw new Refusal('invalid', `${shown(name)} is the webhook with the id ${other}. Choose another name.`)
  if (findWebhook(db, { name }) !== undefined)
    throw new Refusal('invalid', `There is a webhook ${shown(name)} already. Choose another name.`)
}
