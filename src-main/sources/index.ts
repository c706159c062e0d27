// Every source there is. The list is explicit; a test compares it with the folder.
import { fileSources } from './files/index.ts'
import type { FileSource, WebhookSource } from './source.ts'
import { pulse } from './webhooks/pulse.ts'
import { shiplog } from './webhooks/shiplog.ts'

export const webhookSources: readonly WebhookSource[] = [pulse, shiplog]

export const sources: ReadonlyMap<string, WebhookSource | FileSource> = new Map(
  [...webhookSources, ...fileSources].map((source) => [source.id, source]),
)
