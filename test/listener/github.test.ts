// GitHub's webhooks over real HTTP, signed as GitHub signs: who is let in, and that a redelivery counts once.
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSignedWith, signatureIn } from '../../src-main/listener/signature.ts'
import { openDoor } from './door.ts'

const body = JSON.stringify({
  deployment_status: { state: 'success', environment: 'production', created_at: '2026-11-20T10:05:00Z' },
  deployment: { id: 7, sha: 'a'.repeat(40), environment: 'production', created_at: '2026-11-20T10:00:00Z' },
  repository: { name: 'shop' },
})
const signed = (key: string, bytes = body) => `sha256=${createHmac('sha256', key).update(bytes).digest('hex')}`

async function open() {
  const door = await openDoor()
  const { key } = await door.ask('keys.add', { name: 'github', signs: true })
  const post = (signature: string | null, sent = body) =>
    door.send({
      path: '/hooks/github',
      body: sent,
      headers: {
        'x-github-event': 'deployment_status',
        ...(signature === null ? {} : { 'x-hub-signature-256': signature }),
      },
    })
  return { door, key, post }
}

test('the secret of the webhook is the key as it is written', async () => {
  const { door, key, post } = await open()
  expect(await post(signed(key))).toMatchObject({ status: 200, json: { message: 'accepted' } })
  // Redelivered by hand, it is the same.
  expect((await post(signed(key))).status).toBe(200)
  expect(await door.ask('deployments.list', {})).toMatchObject({
    total: 1,
    rows: [{ id: '7', system: 'shop', environment: 'production', state: 'succeeded' }],
  })
  const { rows } = await door.ask('journal.list', {})
  expect(rows.map((row) => row.outcome)).toEqual(['duplicate', 'accepted'])
  const kept = await door.ask('journal.get', { id: rows[0]?.id ?? 0 })
  expect(JSON.stringify(kept)).not.toContain(signed(key))
})

test.each([
  ['no signature', () => null],
  ['of another secret', () => signed('whsec_another')],
  ['of another body', (key: string) => signed(key, `${body} `)],
  ['cut short', (key: string) => signed(key).slice(0, -2)],
  ['of SHA-1', () => 'sha1=7cd2'],
])('%s is refused', async (_, signature) => {
  const { door, key, post } = await open()
  expect((await post(signature(key))).status).toBe(401)
  expect(await door.ask('deployments.list', {})).toMatchObject({ total: 0 })
})

test('such a signature opens no other dialect', async () => {
  const { door, key } = await open()
  const change = '{"$type":"change","change_id":"c1","time_created":"2026-11-20T09:00:00Z"}'
  const answer = await door.send({
    path: '/v1/ingestion/cli',
    body: change,
    headers: { 'x-hub-signature-256': signed(key, change) },
  })
  expect(answer.status).toBe(401)
})

test('the scheme is GitHub’s: HMAC-SHA256 of the body in hexadecimal', () => {
  // Of "whsec_c2VjcmV0" over "Hello, World!", by openssl dgst -sha256 -hmac.
  const hex = '0130a245dd17c4e444de818153c22f8ea821a13efafe296ac1d1469f1934ce84'
  const signature = signatureIn({ 'x-hub-signature-256': `sha256=${hex}` }, 0)
  expect(
    typeof signature !== 'string' && isSignedWith(Buffer.from('secret'), signature, Buffer.from('Hello, World!')),
  ).toBe(true)
})
