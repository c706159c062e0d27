// What DevLake's addresses for managing webhooks ("connections") are sent.
import { z } from 'zod'
import { Id } from '../../../../src-shared/event.ts'
import { webhookNameLength } from '../../../../src-shared/webhook.ts'
import { parsed } from './parsed.ts'
import { weakObject, weakText } from './weak.ts'

export const Named = weakObject({ name: weakText(z.string().trim().pipe(Id.max(webhookNameLength))) })

export function nameSent(body: Uint8Array): string {
  return parsed(Named, 'The webhook', body).name
}
