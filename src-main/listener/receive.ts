// A delivery from somebody who may send: translated here, stored by the writer, answered when it is on disk.
import { assert } from '../../src-shared/assert.ts'
import type { Translation } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { Refused } from '../ingest/arrival.ts'
import type { Outcome } from '../ingest/ingest.ts'
import { preview } from '../ingest/preview.ts'
import { tryTranslate } from '../ingest/translate.ts'
import type { Log } from '../log.ts'
import type { Delivery, WebhookOutcome, WebhookReply, WebhookSource } from '../sources/source.ts'
import { devlake } from '../sources/webhooks/devlake/devlake.ts'
import { isDryRun } from '../sources/webhooks/shiplog/shiplog.ts'
import type { ReadDb } from '../store/database.ts'
import { receivedAt } from '../store/deliveries.ts'
import { findWebhook } from '../store/webhooks.ts'
import type { Admitted } from './admission.ts'
import { webhookOf } from './devlake-pages.ts'
import type { Intake } from './half.ts'

const eventsWaitingMax = 2000
const bytesWaitingMax = 32 * 1024 * 1024

export interface ReceiverOptions {
  db: ReadDb
  intake: Intake
  log: Log
}

/** The dialect's answer, or why nothing was tried or kept. */
export type Receive = (
  source: WebhookSource,
  delivery: Delivery,
  admitted: Admitted,
) => Promise<WebhookReply | { cause: 'unavailable'; message: string }>

export function openReceiver({ db, intake, log }: ReceiverOptions): Receive {
  /** What waits for the disk now. */
  let events = 0
  let bytes = 0
  let lastTold = -Infinity

  return async (source, delivery, { keyId, systems, test }) => {
    if (events >= eventsWaitingMax || bytes >= bytesWaitingMax)
      return unavailable('Too many events are waiting; send it again in a second.')
    const translation = tryTranslate(delivery)
    if (isDryRun(delivery)) return source.reply(preview(db, delivery, translation, systems ?? undefined), delivery)
    const { status } = source.reply(foreseen(translation), delivery)
    const arrival = { delivery, keyId, status, translation, ...(systems === null ? {} : { systems }) }
    const size = 'cause' in translation ? 1 : Math.max(1, translation.events.length)
    events += size
    bytes += delivery.body.length
    let outcome: Outcome
    try {
      outcome = await intake.deliver(arrival)
    } catch (error) {
      return unavailable(tell(error))
    } finally {
      events -= size
      bytes -= delivery.body.length
    }
    const said = inDialect(outcome, translation)
    if (said.state === 'accepted') {
      if (test !== undefined) test.delivery = said.delivery
      if (source === devlake && said.told.length > 0) await ensureWebhook(delivery.path)
    }
    // To a resend the same is answered as to the first, times too.
    const at = outcome.state === 'duplicate' ? receivedAt(db, outcome.of) : undefined
    return source.reply(said, at === undefined ? delivery : { ...delivery, received_at_ms: at })
  }

  /** A report to a webhook that nobody made makes it. */
  async function ensureWebhook(path: string): Promise<void> {
    const action = webhookOf(path)
    if (findWebhook(db, action.webhook) !== undefined) return
    await intake.manageWebhook(action).catch(tell)
  }

  /** In the log once a minute at most, because the disk that fails may be the log's. */
  function tell(error: unknown): string {
    const now = performance.now()
    if (now - lastTold > 60_000) {
      log.error('not stored', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
      lastTold = now
    }
    return error instanceof Refusal ? error.message : 'Shiplog could not store this now; send it again.'
  }
}

function unavailable(message: string): { cause: 'unavailable'; message: string } {
  return { cause: 'unavailable', message }
}

/** What the outcome will be unless the workspace objects. */
function foreseen(translation: Translation | Refused): WebhookOutcome {
  if ('cause' in translation) return { state: 'rejected', ...translation }
  return { state: 'accepted', delivery: 0, told: [], skipped: translation.skipped, warnings: [] }
}

function inDialect(outcome: Outcome, translation: Translation | Refused): WebhookOutcome {
  if (outcome.state === 'rejected') return outcome
  assert(!('cause' in translation), 'what was refused to be rejected')
  const { events, at, skipped, warnings = [] } = translation
  return {
    state: 'accepted',
    delivery: outcome.state === 'duplicate' ? outcome.of : outcome.delivery,
    told: events.map((event, i) => ({ event, at: at[i] ?? '', verdict: outcome.verdicts[i] ?? 'unchanged' })),
    skipped,
    warnings,
  }
}
