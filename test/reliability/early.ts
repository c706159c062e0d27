// Runs the command line from source, as a process of its own that a test may kill, with events answered before they are
// stored: what a listener must never do, for the control that shows that the kill test would notice.
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { run } from '../../src-main/hosts/cli/index.ts'
import { serve } from '../../src-main/hosts/http/index.ts'

/** A door in front of the real one that says yes first and passes on afterwards. */
async function answerEarly(events: string): Promise<{ url: string; close(): void }> {
  const door = createServer((asked, reply) => {
    const chunks: Buffer[] = []
    asked.on('data', (chunk: Buffer) => chunks.push(chunk))
    asked.on('end', () => {
      reply.end('{"message":"accepted"}')
      const { host: _, ...headers } = asked.headers
      const onward = request(`${events}${asked.url ?? '/'}`, { method: 'POST', headers }, (answer) => answer.resume())
      onward.on('error', () => undefined)
      onward.end(Buffer.concat(chunks))
    })
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  const address = door.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, close: () => door.close() }
}

process.exitCode = await run(process.argv.slice(2), async (options) => {
  const served = await serve({ ...options, rendererDir: fileURLToPath(new URL('../../out/renderer', import.meta.url)) })
  const early = await answerEarly(served.events)
  return {
    ...served,
    events: early.url,
    close: async () => {
      early.close()
      await served.close()
    },
  }
})
