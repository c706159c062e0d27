// DevLake's webhooks. A webhook's reports belong to its system; several webhooks may report for one.
import { nameOfWebhook, type WebhookRef } from '../../src-shared/webhook.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface WebhookRow {
  id: number
  name: string
  system: number
  created_at_ms: number
  updated_at_ms: number
}

// By name and not by the column, because systems may be joined: the name goes along.
const rows = `SELECT w.id, w.name, n.system, w.created_at_ms, w.updated_at_ms
  FROM webhooks w JOIN system_names n ON n.name = 'webhook ' || w.id`

export function allWebhooks(db: ReadDb): WebhookRow[] {
  return db.all(`${rows} ORDER BY w.id`)
}

export function findWebhook(db: ReadDb, ref: WebhookRef): WebhookRow | undefined {
  return 'id' in ref ? db.get(`${rows} WHERE w.id = ?`, ref.id) : db.get(`${rows} WHERE w.name = ?`, nameOfWebhook(ref))
}

export function webhookOfSystem(db: ReadDb, system: number): WebhookRow | undefined {
  return db.get(`${rows} WHERE n.system = ? ORDER BY w.id LIMIT 1`, system)
}

export function insertWebhook(db: WriteDb, row: WebhookRow): void {
  db.run(
    'INSERT INTO webhooks (id, name, system, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?)',
    row.id,
    row.name,
    row.system,
    row.created_at_ms,
    row.updated_at_ms,
  )
}

export function renameWebhook(db: WriteDb, id: number, name: string, atMs: number): void {
  db.run('UPDATE webhooks SET name = ?, updated_at_ms = ? WHERE id = ?', name, atMs, id)
}

export function deleteWebhook(db: WriteDb, id: number): void {
  db.run('DELETE FROM webhooks WHERE id = ?', id)
}
