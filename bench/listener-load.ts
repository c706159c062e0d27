// Loads a listener from a process of its own, as many pipelines at once would, and prints what came back. Arguments: the
// address, the body with [<id>] where each request has another, connections, seconds.
import { createRequire } from 'node:module'
import { keyNamed, keys } from './listener-keys.ts'

export interface Loaded {
  perSecond: number
  p99Ms: number
  not2xx: number
  errors: number
}

interface Result {
  '2xx': number
  non2xx: number
  errors: number
  duration: number
  latency: { p99: number }
}

type Autocannon = (options: object) => Promise<Result>
const autocannon = createRequire(import.meta.url)('autocannon') as Autocannon

const [url = '', body = '', connections, seconds] = process.argv.slice(2)
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  idReplacement: true,
  requests: Array.from({ length: keys }, (_, i) => ({
    method: 'POST',
    path: `/v1/ingestion/cli?api_key=${keyNamed(i)}&system=api`,
    headers: { 'content-type': 'application/json' },
    body,
  })),
})
const loaded: Loaded = {
  perSecond: result['2xx'] / result.duration,
  p99Ms: result.latency.p99,
  not2xx: result.non2xx,
  errors: result.errors,
}
console.log(JSON.stringify(loaded))
