// What is announced of deliveries: the first at once, of many the last, and nothing out of order.
import { expect, test } from 'vitest'
import { tryTranslate } from '../../src-main/ingest/translate.ts'
import { silent } from '../../src-main/log.ts'
import { openWriter } from '../../src-main/writer.ts'
import { temporaryPath } from '../helpers/repos.ts'

test('of many deliveries in a row the first and the last are announced, and calls among them at once', async () => {
  const told: number[] = []
  const writer = await openWriter(
    { dataDir: temporaryPath('data'), clock: () => 0, log: silent, sample: false },
    (push) => void (push.type === 'changed' && told.push(push.revision)),
  )
  const deliver = (id: number) => {
    const delivery = {
      source: 'pulse',
      method: 'POST',
      path: '/v1/ingestion/cli',
      query: 'system=api',
      headers: {},
      meta: {},
      body: new TextEncoder().encode(
        `{"$type":"change","change_id":"${id}","time_created":"2026-11-20T10:00:00Z","source":"cli"}`,
      ),
      received_at_ms: 0,
    }
    return writer.intake.deliver({ delivery, keyId: null, status: 200, translation: tryTranslate(delivery) })
  }
  // One commit each, because each is waited for.
  for (let id = 1; id <= 20; id++) expect(await deliver(id)).toMatchObject({ state: 'accepted' })
  expect(told[0]).toBe(1)
  expect(await writer.dispatch('keys.add', { name: 'ci' })).toMatchObject({ ok: true })
  expect(told.at(-1)).toBe(21)
  for (let id = 21; id <= 40; id++) await deliver(id)
  // 40 deliveries and a call.
  await expect.poll(() => told.at(-1)).toBe(41)
  expect(told).toEqual([...new Set(told)].sort((a, b) => a - b))
  await writer.close()
})
