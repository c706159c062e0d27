// What a request reads that finds no route: that its dialect is known and not open yet, or that nothing is there.
const dialects: [pattern: RegExp, title: string][] = [
  [/^\/v1\/ingestion\//, 'The Pulse provider webhook'],
  [/\/plugins\/webhook(?:\/|$)/, 'The DevLake webhook'],
  [/^\/events\/?$/, 'The DevGrid events API'],
  [/\/(?:deployment|build|version)-events\/?$/, 'The Versioner API'],
  [/^\/api\/v1\/events\/?$/, 'The Shiplog events API'],
]

export function doorsNotOpen(method: string, path: string): string {
  if (path === '/v1/ingestion/cli') return `Only POST is answered at ${path}, not ${method.slice(0, 10)}.`
  const found = dialects.find(([pattern]) => pattern.test(path))
  return found === undefined
    ? 'There is nothing at this address. The Pulse CLI posts to /v1/ingestion/cli.'
    : `${found[1]} is not open yet in this version of Shiplog. Open now: POST /v1/ingestion/cli (Pulse CLI).`
}
