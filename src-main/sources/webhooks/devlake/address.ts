// Addresses of DevLake's webhooks: below four prefixes, by id (with "connections/" or without), by name or by project.
// Keys in a path are percent-encoded, so that one may hold a slash.
import { must } from '../../../../src-shared/assert.ts'
import { Id, idLength } from '../../../../src-shared/event.ts'
import { Refusal, shown } from '../../../../src-shared/reply.ts'
import { idInName, webhookNameLength, type WebhookRef } from '../../../../src-shared/webhook.ts'

export const prefix = String.raw`^(?:/api)?(?:/rest)?/plugins/webhook`
const place = '(?:connections/by-name/(?<name>[^/]+)|projects/(?<project>[^/]+)|(?:connections/)?(?<id>[^/]+))'

/** Whole paths that end in `tail`, a pattern. */
export function pathsTo(tail: string): RegExp {
  return new RegExp(`${prefix}/${place}/${tail}$`)
}

/** The webhook a path speaks of. Throws a Refusal for one that cannot be. */
export function webhookAt(path: string): WebhookRef {
  const { id, name, project } = must(
    new RegExp(`${prefix}/${place}(?:/|$)`).exec(path)?.groups,
    'because only such paths come here',
  )
  if (project !== undefined) return { project: decoded(project, "project's name") }
  if (name !== undefined) return webhookNamed(decoded(name, "webhook's name", webhookNameLength))
  const number = Number(id)
  if (!/^\d+$/.test(id ?? '') || number < 1 || !Number.isSafeInteger(number))
    throw new Refusal(
      'invalid',
      `The webhook's id in the path is ${shown(id)}, expected a whole number such as 1. By name it is connections/by-name/<name>.`,
    )
  return { id: number }
}

function webhookNamed(name: string): WebhookRef {
  const id = idInName(name)
  return id === null ? { name } : { id }
}

/** The issue's key in a path that closes one; before version 1 its board stood before it. */
export function issueAt(path: string): string {
  const key = must(/\/issue\/(?:[^/]+\/)?([^/]+)\/close$/.exec(path)?.[1], 'because only such paths come here')
  return decoded(key, "issue's key")
}

function decoded(part: string, what: string, longest = idLength): string {
  let text: string
  try {
    text = decodeURIComponent(part).trim()
  } catch {
    throw new Refusal(
      'invalid',
      `The ${what} in the path is ${shown(part)}; a % that stands for itself is written %25.`,
    )
  }
  if (text.length > longest || !Id.safeParse(text).success)
    throw new Refusal(
      'invalid',
      `The ${what} in the path is ${shown(text)}, expected 1 to ${longest} characters without control characters.`,
    )
  return text
}
