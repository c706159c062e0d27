// What an answer may look like: never a server's error, and every refusal says why in the words of its dialect.
import { isDeepStrictEqual } from 'node:util'
import { undescribed } from '../listener/described.ts'
import type { Answer } from '../listener/door.ts'
import { shortly } from './bombard.ts'
import type { Request } from './requests.ts'

export interface Answered {
  request: Request
  /** Null where the connection ended without one. */
  answer: Answer | null
  why?: string
}

export function complaintsAbout({ request, answer, why }: Answered): string[] {
  const complain = (what: string) => [`${what}: ${shortly(request)} was answered ${answer?.text.slice(0, 500) ?? ''}`]
  if (answer === null) return complain(`no answer (${why})`)
  const { status, json, text } = answer
  if (status >= 500 || status < 200) return complain(`status ${status}`)
  if (/\n\s+at |node_modules|src-main|SQLITE_/.test(text)) return complain('an answer that shows our insides')
  const slip = /\bNaN\b|\bundefined\b|\[object Object\]/.exec(text)?.[0]
  if (slip !== undefined && !shortly(request, Infinity).includes(slip)) return complain(`an answer with ${slip} in it`)
  // HEAD has no body, and pages for people are no JSON.
  if (request.method === 'HEAD' || (status < 300 && request.method !== 'POST')) return []
  if (!isObject(json)) return complain('a body that is no JSON object')
  if (status >= 300 && !shapes[dialectAt(request.path)].some((has) => has(json)))
    return complain('an error of no known shape')
  const gap = undescribed(request.method, request.path, answer)
  if (gap !== null) return complain(gap)
  return []
}

type Body = Record<string, unknown>

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const says = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const hasKeys = (body: Body, ...keys: string[]) => isDeepStrictEqual(Object.keys(body).sort(), keys.sort())

const fieldErrors = (body: Body) =>
  hasKeys(body, 'message', 'errors') &&
  says(body['message']) &&
  (body['errors'] as unknown[]).every((one) => isObject(one) && says(one['accepted']) && says(one['value']))
const envelope = (body: Body) =>
  hasKeys(body, 'code', 'success', 'message', 'causes', 'data') && body['success'] === false && says(body['message'])
const denial = (body: Body) => hasKeys(body, 'success', 'message') && body['success'] === false && says(body['message'])
const detail = (body: Body) =>
  hasKeys(body, 'detail', 'message', 'error') &&
  says(body['message']) &&
  body['error'] === body['message'] &&
  (says(body['detail']) || (body['detail'] as unknown[]).every((one) => isObject(one) && says(one['msg'])))
const plain = (body: Body) => hasKeys(body, 'message') && says(body['message'])

const shapes: Record<ReturnType<typeof dialectAt>, ((body: Body) => boolean)[]> = {
  pulse: [fieldErrors],
  devgrid: [fieldErrors],
  shiplog: [fieldErrors],
  github: [fieldErrors],
  gitlab: [fieldErrors],
  devlake: [envelope, denial],
  versioner: [detail],
  // An address that was mutated is somebody's or nobody's.
  none: [plain, fieldErrors, envelope, denial, detail],
}

function dialectAt(sent: string) {
  const path = (sent.split('?')[0] ?? '').replaceAll(/\/{2,}/g, '/').replace(/\/$/, '')
  if (/^\/v1\/ingestion\/[^/]+$/.test(path)) return 'pulse'
  if (path === '/events') return 'devgrid'
  if (path === '/api/v1/events') return 'shiplog'
  if (path === '/hooks/github') return 'github'
  if (path === '/hooks/gitlab') return 'gitlab'
  if (/^(?:\/api)?(?:\/rest)?\/plugins\/webhook\//.test(path)) return 'devlake'
  return /^\/(?:deployment|build|version)-events$/.test(path) ? 'versioner' : 'none'
}
