// What the tests of DevLake's webhooks share: requests as curl sends them, and what their answers say.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import type { Answer, Door } from './door.ts'

export const base = '/api/rest/plugins/webhook/1'
export const success = '{"code":0,"success":true,"message":"success","causes":null,"data":null}'

/** The body of a request that is kept in a file. */
export function fixture(name: string): string {
  const file = path.join(import.meta.dirname, '../fixtures/webhooks/devlake', `${name}.json`)
  return (JSON.parse(readFileSync(file, 'utf8')) as { request: { bodyText: string } }).request.bodyText
}

/** As curl sends it: JSON that says it is a form. No body, no Content-Type. */
export function post(door: Door, to: string, body?: unknown): Promise<Answer> {
  const type = body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }
  return door.send({
    path: to,
    headers: { Authorization: `Bearer ${door.key}`, 'User-Agent': 'curl/7.88.1', ...type },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

/** What an accepted request was warned of. */
export async function warnings(answer: Promise<Answer>): Promise<string[]> {
  const { status, json } = await answer
  expect(status).toBe(200)
  const { warnings: texts = [], ...rest } = json as { warnings?: string[] }
  expect(JSON.stringify(rest)).toBe(success)
  return texts
}

/** The message and the causes of a refused one, whose envelope is DevLake's. */
export async function refused(answer: Promise<Answer>, status = 400): Promise<string> {
  const { status: got, json, text } = await answer
  expect(`${got} ${text}`).toMatch(new RegExp(`^${status} `))
  const { causes, ...rest } = json as unknown as { message: string; causes: string[] | null }
  expect(rest).toEqual({ code: 0, success: false, message: rest.message, data: null })
  return [rest.message, ...(causes ?? [])].join('\n')
}

export async function deployments(door: Door) {
  return (await door.ask('deployments.list', {})).rows
}

export async function incidents(door: Door) {
  return (await door.ask('incidents.list', {})).rows
}
