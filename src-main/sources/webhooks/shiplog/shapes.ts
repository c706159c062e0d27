// The events of Shiplog's own API as their senders write them: src-shared/event.ts with two names for each time
// (`started_at` for text, `started_at_ms` for milliseconds) and defaults for what is mostly the same. Every shape admits
// only what becomes an event. The sentences are read by people: they stand on the listener's reference page.
import { z } from 'zod'
import {
  deploymentKinds,
  deploymentStates,
  type DeploymentState,
  Event,
  finalStates,
  Id,
  issueStatuses,
  Name,
  unknownSystem,
} from '../../../../src-shared/event.ts'
import { parseInstant } from '../../../../src-shared/time.ts'
import { refuseFields } from '../../fields.ts'

const Time = z
  .string()
  .transform((text, context) => {
    const ms = parseInstant(text)
    if (ms !== null) return ms
    context.addIssue({ code: 'custom', message: 'a time with an offset, such as 2026-11-21T14:30:00Z' })
    return z.NEVER
  })
  .meta({ format: 'date-time' })
// The years 1 to 9999, as for the text.
const Ms = z.int().min(Date.parse('0001-01-01T00:00:00Z')).max(Date.parse('9999-12-31T23:59:59.999Z'))
const Commit = z.string().regex(/^[0-9a-fA-F]{7,64}$/, 'a commit id of 7 to 64 hexadecimal digits')
const Text = z.string().nullish()

type Fields = Record<string, z.ZodType>

function moment(name: string, sentence: string): Fields {
  return {
    [name]: Time.optional().describe(sentence),
    [`${name}_ms`]: Ms.optional().describe(inMs(name)),
  }
}

/** A moment of which null says that there is none. */
function momentOrNone(name: string, sentence: string): Fields {
  return {
    [name]: Time.nullish().describe(sentence),
    [`${name}_ms`]: Ms.nullish().describe(inMs(name)),
  }
}

function inMs(name: string): string {
  return `Instead of ${name}: the same in milliseconds since 1970.`
}

const isTime = /^(?:at|\w+_at)$/

/** An object of these fields and no others, with at least one of `either`, and each time under one name. */
function shape(type: Event['type'], fields: Fields, either: string[] = []) {
  return z
    .strictObject({
      type: z.literal(type),
      system: Name.default(unknownSystem).describe('The service or application it is about.'),
      ...fields,
      ...moment(
        'at',
        'When this was so. Events about one thing that say it are put in its order; the others follow as they arrive.',
      ),
    })
    .check(({ value, issues }) => {
      const said = value as Record<string, unknown>
      const refuse = (field: string, accepted: string) =>
        issues.push({ code: 'custom', path: [field], input: said[field], message: accepted })
      const [first, other] = either
      if (first !== undefined && either.every((name) => (said[name] ?? null) === null))
        refuse(first, `a value here or for ${other}`)
      for (const name of Object.keys(said))
        if (isTime.test(name) && `${name}_ms` in said) refuse(`${name}_ms`, `nothing, because ${name} is there`)
    })
    .meta({
      id: `shiplog-${type}`,
      ...(either.length > 0 ? { anyOf: either.map((name) => ({ required: [name] })) } : {}),
    })
}

const state = z.enum(deploymentStates).default('succeeded').describe('How far it has come.')
const url = Text.describe('Where a person can look at it.')

const Change = shape(
  'change',
  {
    id: Id.describe('The commit id, or what else deployments name it by.'),
    ...moment('created_at', 'When work on it began: the author date of a commit. Lead time counts from here.'),
  },
  ['created_at', 'created_at_ms'],
)

const Deployment = shape(
  'deployment',
  {
    id: Id.optional().describe('Events with one id are about one deployment. Without an id, see version.'),
    version: Id.nullish().describe(
      'Needed without an id: then the event is about the latest deployment of the version, or about a new one where that has ended.',
    ),
    environment: Name.default('production').describe('Where to. Names such as prod and live are production, too.'),
    state,
    kind: z.enum(deploymentKinds).optional().describe('A hotfix or rollback is rework.'),
    remedies: Text.describe('The deployment it fixes or rolls back: its id, version, commit or another of its names.'),
    ...momentOrNone('started_at', 'When it began.'),
    ...momentOrNone('finished_at', 'When it ended.'),
    changes: z.array(Id).optional().describe('Ids of the changes it shipped.'),
    commits: z.array(Commit).optional().describe('What it was built from, one commit per repository.'),
    names: z.array(Id).optional().describe('What else an incident may call it by: the number of a change request.'),
    teams: z.array(Id).optional().describe('Whose it is.'),
    title: Text.describe('In a few words, for people.'),
    url,
  },
  ['id', 'version'],
)

const Build = shape('build', {
  id: Id.describe('Events with one id are about one build: the number of a run.'),
  state,
  version: Id.nullish().describe('What it made.'),
  commit: Commit.nullish().describe('What it was made from.'),
  branch: Text.describe('Where that commit was.'),
  ...momentOrNone('started_at', 'When it began.'),
  ...momentOrNone('finished_at', 'When it ended.'),
  url,
})

const Incident = shape(
  'incident',
  {
    id: Id.describe('Events with one id are about one incident.'),
    ...moment('started_at', 'When users began to suffer: time to restore counts from here.'),
    ...momentOrNone('resolved_at', 'When that was over; null or absent while it is not.'),
    title: Text.describe('In a few words, for people.'),
    severity: Text.describe('As your tracker calls it.'),
    deployment: Text.describe('The deployment that caused it: its id, version, commit or another of its names.'),
    end_estimated: z
      .literal(true)
      .optional()
      .describe('It is over, but not known since when: its end is when it last changed.'),
    resolved_by: Text.describe('The deployment that ended it, named alike.'),
    url,
  },
  ['started_at', 'started_at_ms'],
)

const Issue = shape('issue', {
  id: Id.describe('Events with one id are about one issue.'),
  kind: Id.toLowerCase()
    .optional()
    .describe('What sort of issue, in any case: bug, requirement. One of kind incident is an incident.'),
  status: z.enum(issueStatuses).optional().describe('How far it has come; without one it is as it was, or todo.'),
  ...moment('created_at', 'When it was opened. Until an event says so, it is in no list.'),
  ...momentOrNone('updated_at', 'When it was last changed: an event older than the one known changes nothing.'),
  ...momentOrNone('resolved_at', 'When it was done. With status done and no time: when it was updated, else now.'),
  title: Text.describe('In a few words, for people.'),
  severity: Text.describe('As your tracker calls it.'),
  priority: Text.describe('As your tracker calls it.'),
  story_points: z.number().nullish().describe('Its size.'),
  deployment: Text.describe('Of an incident: the deployment that caused it.'),
  resolved_by: Text.describe('Of an incident: the deployment that ended it.'),
  url,
})

export const OwnEvent = z
  .discriminatedUnion('type', [Change, Deployment, Build, Incident, Issue])
  .meta({ id: 'shiplog-event' })

/** The event that an item of a request is. Throws a Refusal that names every field that is wrong. */
export function readEvent(item: unknown, received_at_ms: number): Event {
  const parsed = OwnEvent.safeParse(item, { reportInput: true })
  if (!parsed.success) throw refuseFields(parsed.error, '')
  const said = Object.fromEntries(
    Object.entries(parsed.data).map(([name, value]) => [isTime.test(name) ? `${name}_ms` : name, value]),
  )
  if (said['type'] !== 'deployment' || 'id' in said) return Event.parse(said)
  return ofVersion(said, item as Record<string, unknown>, received_at_ms)
}

/**
 * A deployment that is known by its version. Which of the version's deployments the event is about is told by its time,
 * so it has one; only an end says when it started, too. `sent` is the same with the names its sender gave the times.
 */
function ofVersion(said: Record<string, unknown>, sent: Record<string, unknown>, received_at_ms: number): Event {
  const { at_ms, started_at_ms, finished_at_ms, ...rest } = said
  const state = said['state'] as DeploymentState
  const isFinal = finalStates.includes(state)
  const own = isFinal ? 'finished_at_ms' : state === 'started' ? 'started_at_ms' : 'at_ms'
  const time = typeof said[own] === 'number' ? own : 'at_ms'
  const spare = Object.entries({ at_ms, started_at_ms, finished_at_ms }).flatMap(([name, ms]) => {
    if (typeof ms !== 'number' || name === time || (isFinal && name === 'started_at_ms')) return []
    const field = name in sent ? name : withoutMs(name)
    const message = `none: without an id, ${state} has one time, ${own === 'at_ms' ? 'at' : `${withoutMs(own)} or at`}`
    return [{ code: 'custom' as const, path: [field], input: sent[field], message }]
  })
  if (spare.length > 0) throw refuseFields(new z.ZodError(spare), '')
  return Event.parse({
    ...rest,
    id: said['version'],
    series: true,
    at_ms: said[time] ?? received_at_ms,
    ...(isFinal && started_at_ms !== undefined ? { started_at_ms } : {}),
  })
}

function withoutMs(name: string): string {
  return name.replace(/_ms$/, '')
}
