// Sends requests to a door and looks at everything it may not do. What is wrong comes back as sentences, so that a test
// can also ask for a complaint: a harness that never complains proves nothing.
import { createHash } from 'node:crypto'
import { Agent } from 'node:http'
import { type OpenDb, openReadDb, type ReadDb } from '../../src-main/store/database.ts'
import { type Door, sendTo } from '../listener/door.ts'
import { type Answered, complaintsAbout } from './answers.ts'
import type { Request } from './requests.ts'

const together = 50

/** Sends all of them, many at a time, and says what was wrong. Ends with the first batch that had something. */
export async function bombard(door: Door, requests: readonly Request[]): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: together })
  const opened = openReadDb(door.dataDir)
  const send = (all: readonly Request[]) => Promise.all(all.map((one) => answered(door, one, agent)))
  try {
    for (let i = 0; i < requests.length; i += together) {
      const before = acknowledgedRows(opened.db)
      const answers = await send(requests.slice(i, i + together))
      const wrong = [
        ...answers.flatMap(complaintsAbout),
        ...countMismatch(acknowledgedRows(opened.db) - before, answers),
        ...(await refusedAgain(opened, answers, send)),
      ]
      if (wrong.length > 0) return wrong
    }
    return await afterwards(door, opened.db)
  } finally {
    agent.destroy()
    opened.close()
  }
}

async function answered(door: Door, request: Request, agent: Agent): Promise<Answered> {
  try {
    return { request, answer: await sendTo(door.port, { ...request, agent }) }
  } catch (error) {
    return { request, answer: null, why: String(error) }
  }
}

/** Whether an answer promises that a delivery is in the journal: what only asks or manages promises nothing. */
function isAcknowledged({ request, answer }: Answered): boolean {
  if (request.method !== 'POST' || answer === null || answer.status >= 300) return false
  const said = answer.json as { dryRun?: boolean; apiKey?: unknown } | undefined
  return said?.dryRun !== true && said?.apiKey === undefined
}

function acknowledgedRows(db: ReadDb): number {
  const count = `SELECT count(*) AS n FROM deliveries WHERE outcome IN ('accepted', 'duplicate') AND method = 'POST'`
  return db.get<{ n: number }>(count)?.n ?? 0
}

function countMismatch(rows: number, answers: readonly Answered[]): string[] {
  const promised = answers.filter(isAcknowledged).length
  return rows === promised ? [] : [`${promised} deliveries were acknowledged, ${rows} are in the journal`]
}

/** What was refused, sent once more: nothing but the rows that say so may move. */
async function refusedAgain(
  { db }: OpenDb<ReadDb>,
  answers: readonly Answered[],
  send: (all: readonly Request[]) => Promise<Answered[]>,
): Promise<string[]> {
  const isRefused = ({ answer }: Answered) => answer !== null && answer.status >= 400
  const refused = answers.filter(isRefused)
  const before = digests(db)
  const again = await send(refused.map((one) => one.request))
  const after = digests(db)
  const moved = [...after].filter(([table, digest]) => before.get(table) !== digest).map(([table]) => table)
  return [
    ...again.filter((one) => !isRefused(one)).map(({ request }) => `refused first, then not: ${shortly(request)}`),
    ...moved.map(
      (table) =>
        `refused requests changed the table ${table}: ${refused.map((one) => shortly(one.request)).join('\n')}`,
    ),
  ]
}

/** A hash of each table's rows; of the journal, of those that were accepted. */
function digests(db: ReadDb): Map<string, string> {
  const tables = db.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
  const found = new Map<string, string>()
  for (const { name } of tables) {
    if (name === 'delivery_repeats' || name.startsWith('sqlite_')) continue
    const only = name === 'deliveries' ? ` WHERE outcome <> 'rejected'` : ''
    const hash = createHash('sha1')
    for (const row of db.each<Record<string, unknown>>(`SELECT * FROM ${name}${only}`))
      hash.update(JSON.stringify(Object.values(row)))
    found.set(name, hash.digest('hex'))
  }
  return found
}

/** Whatever got in can be listed and counted, and the journal gives the same facts again. */
async function afterwards(door: Door, db: ReadDb): Promise<string[]> {
  const { differences } = await door.ask('workspace.rebuild', {})
  const broken = db.all<{ name: string }>(
    `SELECT name FROM systems WHERE name GLOB '*[' || char(1) || '-' || char(31) || ']*'`,
  )
  for (const list of ['deployments.list', 'incidents.list', 'issues.list', 'builds.list', 'findings.list'] as const)
    await door.ask(list, {})
  await door.ask('journal.list', {})
  return [
    ...differences.map((one) => `a rebuild changed ${one}`),
    ...broken.map(({ name }) => `a system is called ${JSON.stringify(name)}`),
  ]
}

/** A request in a line, so that it can be sent again. */
export function shortly({ method, path, headers, body = '' }: Request, longest = 600): string {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1')
  return [method, path, JSON.stringify(headers), JSON.stringify(text)].map((part) => part.slice(0, longest)).join(' ')
}
