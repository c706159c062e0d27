// The list of deployments, as Versioner's API has it: whoever reports them may read them back.
import type { DeploymentState } from '../../src-shared/event.ts'
import { z } from 'zod'
import { Rejection } from '../sources/source.ts'
import { type Listing, readListing } from '../sources/webhooks/versioner/listing.ts'
import { Described } from '../sources/webhooks/versioner/answers.ts'
import { described } from '../sources/webhooks/versioner/reply.ts'
import { versioner } from '../sources/webhooks/versioner/versioner.ts'
import type { ReadDb } from '../store/database.ts'
import { findEnvironment, systemIds } from '../store/systems.ts'
import type { Page } from './page.ts'
import { viewPage } from './view-page.ts'

export const versionerPages: readonly Page[] = [
  {
    method: 'GET',
    path: '/deployments/',
    // Below any prefix, but for addresses of DevLake's that end alike.
    match: /^(?!.*\/plugins\/webhook\/).*\/deployments$/,
    summary: 'Reported deployments, newest first.',
    query: {
      limit: 'How many: 1 to 1000, else 100.',
      offset: 'How many to leave out before.',
      product_name: 'Only those of this product.',
      environment_name: 'Only those to this environment.',
    },
    source: versioner,
    answered: z.array(Described),
    answer: ({ query, systems }, { db }) => ({ status: 200, body: list(db, readListing(query), systems) }),
  },
  // Where the Action's summary of a job leads to, below whatever prefix its api_url has.
  view('/deployments/{id}', /^(?!.*\/plugins\/webhook\/).*\/deployments\/[^/]+$/, 'a deployment', {}),
  view('/manage/versions', /\/manage\/versions$/, 'a version', { view: 'Which version.' }),
]

/** The same for everybody, whether there is such a thing or not. */
function view(path: string, match: RegExp, what: string, query: Record<string, string>): Page {
  return {
    method: 'GET',
    path,
    match,
    summary: `Where the GitHub Action’s “View” leads to: where ${what} is to be found, and nothing of it.`,
    query,
    source: null,
    answered: z.string(),
    type: 'text/html',
    answer: () => ({ status: 200, body: viewPage }),
  }
}

interface Row {
  delivery: number
  product: string
  version: string | null
  environment: string
  state: DeploymentState
  started_at_ms: number | null
  finished_at_ms: number | null
}

/** `allowed`: names of the systems the key is limited to, or null. */
function list(db: ReadDb, asked: Listing, allowed: readonly string[] | null) {
  const products = productsAsked(db, asked, allowed)
  const environment = asked.environment_name === undefined ? null : findEnvironment(db, asked.environment_name)
  if (environment === undefined) return []
  return db
    .all<Row>(
      `SELECT s.name AS product, d.version, e.name AS environment, d.state, d.started_at_ms, d.finished_at_ms,
         (SELECT min(delivery) FROM events v WHERE v.thing_id = d.thing_id) AS delivery
       FROM deployments d JOIN systems s ON s.id = d.system JOIN environments e ON e.id = d.environment
       WHERE d.repo = 0 AND (?1 IS NULL OR d.system IN (SELECT value FROM json_each(?1)))
         AND (?2 IS NULL OR d.environment = ?2)
       ORDER BY d.at_ms DESC, d.id DESC LIMIT ?3 OFFSET ?4`,
      products === null ? null : JSON.stringify(products),
      environment,
      asked.limit,
      asked.offset,
    )
    .map(described)
}

/** Ids of the systems to list, or null for all. */
function productsAsked(db: ReadDb, { product_name }: Listing, allowed: readonly string[] | null): number[] | null {
  const mine = allowed === null ? null : systemIds(db, allowed).ids
  if (product_name === undefined) return mine
  const { ids } = systemIds(db, [product_name])
  if (mine !== null && !ids.every((id) => mine.includes(id)))
    throw new Rejection('out of scope', `This key may not read what is reported for "${product_name}".`)
  return ids
}
