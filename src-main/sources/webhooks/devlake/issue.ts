// Issues as DevLake's webhooks take them: the whole of one each time, or only that it is closed. One of type INCIDENT is
// an incident.
import { z } from 'zod'
import { Id, type Translation } from '../../../../src-shared/event.ts'
import { shown } from '../../../../src-shared/reply.ts'
import { OptionalText, orBlank, Text, Time, weakObject, WeakNumber, weakText } from './weak.ts'

const statuses = ['TODO', 'IN_PROGRESS', 'DONE'] as const

export const Issue = weakObject({
  issueKey: weakText(Id),
  title: Text,
  status: z.enum(statuses),
  originalStatus: OptionalText,
  createdDate: Time,
  updatedDate: Time.optional(),
  resolutionDate: Time.optional(),
  type: OptionalText,
  severity: OptionalText,
  priority: OptionalText,
  storyPoint: orBlank(WeakNumber),
  url: OptionalText,
})

export function readIssue(body: z.infer<typeof Issue>, system: string): Translation {
  return {
    events: [
      {
        type: 'issue',
        system,
        id: body.issueKey,
        kind: body.type?.trim().toLowerCase() || 'issue',
        status: body.status.toLowerCase() as Lowercase<typeof body.status>,
        created_at_ms: body.createdDate,
        updated_at_ms: body.updatedDate ?? null,
        resolved_at_ms: body.resolutionDate ?? null,
        title: body.title,
        severity: body.severity ?? null,
        priority: body.priority ?? null,
        story_points: body.storyPoint ?? null,
        url: body.url ?? null,
      },
    ],
    at: ['body'],
    skipped: [],
    warnings: warningsOn(body),
  }
}

function warningsOn({ status, originalStatus, updatedDate, resolutionDate }: z.infer<typeof Issue>): string[] {
  const warnings: string[] = []
  if (originalStatus === undefined) warnings.push(`"originalStatus" is nothing: "status", ${shown(status)}, was taken.`)
  if (status === 'DONE' && resolutionDate === undefined) {
    const when = updatedDate === undefined ? 'this report came' : 'it was updated'
    warnings.push(`"resolutionDate" is nothing: resolved when ${when}, unless it was before.`)
  }
  if (status !== 'DONE' && resolutionDate !== undefined)
    warnings.push(`"status" is ${shown(status)}, but there is a "resolutionDate": it counts as resolved.`)
  return warnings
}

export const Close = weakObject({ resolutionDate: Time.optional() })

/** Without a time of its own it is closed when we hear of it, or when it already was. */
export function readClose(body: z.infer<typeof Close>, system: string, id: string): Translation {
  const resolved = body.resolutionDate === undefined ? {} : { resolved_at_ms: body.resolutionDate }
  return { events: [{ type: 'issue', system, id, status: 'done', ...resolved }], at: ['body'], skipped: [] }
}
