// The address for other senders: the CLI's fields in this and other spellings, as JSON or as a form, and PagerDuty's
// webhooks. Where `$type` does not say what a body is about its fields must; where they do not, it is refused.
import { z } from 'zod'
import type { Translation } from '../../../../src-shared/event.ts'
import { Refusal } from '../../../../src-shared/reply.ts'
import { refuseFields } from '../../fields.ts'
import { jsonBody } from '../../json-body.ts'
import { ProviderBody, refuseKey, systemNamed, translationOf } from './body.ts'
import { formFields } from './form.ts'
import { isPagerDuty, translatePagerDuty } from './pager-duty.ts'

export function translateProvider(body: Uint8Array, provider: string, system: string | null): Translation {
  const fields = formFields(body) ?? jsonBody(body, 'The body is empty. Send one event, as JSON or as form fields.')
  refuseKey(fields)
  const parsed = z.looseObject({}).safeParse(fields, { reportInput: true })
  if (!parsed.success) throw refuseFields(parsed.error, 'The event')
  const sent: Record<string, unknown> = parsed.data
  if (!('$type' in sent) && isPagerDuty(sent)) return translatePagerDuty(sent, systemNamed(system))

  const spelling = spellingOf(sent)
  const event: Record<string, unknown> = { ...sent, $type: kindOf(sent, provider) }
  for (const [field, spelled] of spelling) event[field] = sent[spelled]
  const read = ProviderBody.safeParse(event, { reportInput: true })
  if (!read.success) throw refuseFields(asSpelled(read.error, spelling), 'The event')
  return translationOf(read.data, system)
}

const resolvedNames = ['time_resolved', 'timestamp_resolved', 'timestampResolved']

/** What a body without `$type` is about: the first row of which it has a field decides. */
const tells: [kind: string, fields: string[]][] = [
  ['change', ['change_id']],
  ['deployment', ['deploy_id']],
  ['incident', ['incident_id', ...resolvedNames]],
  ['deployment', ['changes', 'teams']],
  ['change', ['timestamp']],
]

function kindOf(sent: object, provider: string): unknown {
  if ('$type' in sent) return sent.$type
  if (provider === 'pagerduty') return 'incident'
  const row = tells.find(([, fields]) => fields.some((field) => Object.hasOwn(sent, field)))
  if (row !== undefined) return row[0]
  const accepted = 'one of change, deployment, incident'
  throw new Refusal('invalid', `Nothing in the body says what it is about. Send "$type", ${accepted}.`, [
    { field: '$type', value: 'nothing', accepted },
  ])
}

/** How each field of the CLI may be spelled; where a body has several of them, the first counts. */
const spellings: [field: string, spellings: string[]][] = [
  ['change_id', ['change_id', 'identifier']],
  ['deploy_id', ['deploy_id', 'identifier']],
  ['incident_id', ['incident_id', 'identifier']],
  ['time_created', ['time_created', 'timestamp_created', 'timestampCreated', 'timestamp']],
  ['time_resolved', resolvedNames],
]

/** For each field of the CLI that a body has: how it spells it. */
function spellingOf(sent: object): Map<string, string> {
  const spelling = new Map<string, string>()
  for (const [field, candidates] of spellings) {
    const spelled = candidates.find((one) => Object.hasOwn(sent, one))
    if (spelled !== undefined) spelling.set(field, spelled)
  }
  return spelling
}

/** The error with each field under the name it was sent by. */
function asSpelled(error: z.ZodError, spelling: ReadonlyMap<string, string>): z.ZodError {
  return new z.ZodError(
    error.issues.map((issue) => {
      const [first = '', ...rest] = issue.path
      return { ...issue, path: [spelling.get(String(first)) ?? first, ...rest] }
    }),
  )
}
