// Every source there is. The list is explicit; a test compares it with the folder.
import { fileSources } from './files/index.ts'
import type { FileSource, WebhookSource } from './source.ts'
import { devgrid } from './webhooks/devgrid.ts'
import { devlake } from './webhooks/devlake/devlake.ts'
import { github } from './webhooks/github/github.ts'
import { gitlab } from './webhooks/gitlab/gitlab.ts'
import { pulse } from './webhooks/pulse/index.ts'
import { shiplog } from './webhooks/shiplog/shiplog.ts'
import { versioner } from './webhooks/versioner/versioner.ts'

export const webhookSources: readonly WebhookSource[] = [pulse, devlake, devgrid, versioner, shiplog, github, gitlab]

export const sources: ReadonlyMap<string, WebhookSource | FileSource> = new Map(
  [...webhookSources, ...fileSources].map((source) => [source.id, source]),
)
