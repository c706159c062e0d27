// What DevLake's addresses for managing webhooks ("connections") are sent.
import { z } from 'zod'
import { Id } from '../../../../src-shared/event.ts'
import { webhookNameLength } from '../../../../src-shared/webhook.ts'
import { parsed } from './parsed.ts'
import { weakObject, weakText } from './weak.ts'

const Connection = weakObject({ name: weakText(z.string().trim().pipe(Id.max(webhookNameLength))) })

export function nameSent(body: Uint8Array): string {
  return parsed(Connection, 'The webhook', body).name
}
