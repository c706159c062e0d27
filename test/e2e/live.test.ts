// What the page shows when it was told of changes late, in a real browser against the built app.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { oneApp } from './app.ts'

const app = oneApp()

test('what changes between the first answers and the connection is shown too', async () => {
  const { page, complaints } = app.opened
  await page.route('**/api/pushes', async (route) => {
    await sleep(1500)
    await route.continue()
  })
  await page.reload()
  await page.getByRole('heading', { name: 'Drop a git repository or an incident export here' }).waitFor()
  const finished_at = new Date(Date.now() - 3_600_000).toISOString()
  await app.report({ type: 'deployment', system: 'shop', environment: 'production', id: 's1', finished_at })
  await page.getByRole('heading', { name: 'Deployment frequency' }).waitFor()
  expect(complaints).toEqual([])
})
