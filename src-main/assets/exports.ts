// A list, a table of facts or the whole workspace as a download: written to the data folder, sent from there in constant
// memory, and removed.
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { CallOptions } from '../../src-shared/client.ts'
import type { ExportFormat, ExportList } from '../../src-shared/contract/exports.ts'
import { formats } from '../../src-shared/export/formats.ts'
import { Refusal, type Reply } from '../../src-shared/reply.ts'
import { statusOf } from './status.ts'

interface ExportsOptions {
  dataDir: string
  dispatch(name: string, input: unknown, options?: CallOptions): Promise<Reply<unknown>>
}

interface Download {
  call: 'exports.list' | 'exports.workspace' | 'exports.parquet'
  input: object
  /** Where the call, told to write to `to`, puts the file. */
  at(to: string): string
  name(): string
  mediaType(): string
}

/** GET, because a browser downloads links; it changes nothing. */
export function addExports(app: FastifyInstance, { dataDir, dispatch }: ExportsOptions): void {
  const folder = path.join(dataDir, 'exports')
  void rm(folder, { recursive: true, force: true })
  app.get('/export', async (request, reply) => {
    const query = request.query as Record<string, string | undefined>
    const { call, input, at, name, mediaType } = downloadOf(query)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const to = path.join(folder, `${randomBytes(12).toString('hex')}${call === 'exports.workspace' ? '.gz' : ''}`)
    const answer = await dispatch(
      call,
      { ...input, to },
      { workspace: query['workspace'] === 'sample' ? 'sample' : 'own' },
    )
    if (!answer.ok) return reply.code(statusOf[answer.error.code]).send(answer)
    const sent = createReadStream(at(to))
    sent.on('close', () => void rm(to, { recursive: true, force: true }))
    return reply
      .header('content-disposition', `attachment; filename="${name()}"`)
      .header('cache-control', 'no-store')
      .type(mediaType())
      .send(sent)
  })
}

/** What is asked for; names and types are only asked once the call has answered, and so has taken what it was given. */
function downloadOf({ file, table, list, format, question }: Record<string, string | undefined>): Download {
  if (file === 'workspace')
    return {
      call: 'exports.workspace',
      input: {},
      at: (to) => to,
      name: () => 'shiplog-workspace.ndjson.gz',
      mediaType: () => 'application/gzip',
    }
  if (file === 'parquet')
    return {
      call: 'exports.parquet',
      input: { tables: [table] },
      at: (to) => path.join(to, `${table ?? ''}.parquet`),
      name: () => `shiplog-${table ?? ''}.parquet`,
      mediaType: () => 'application/vnd.apache.parquet',
    }
  return {
    call: 'exports.list',
    input: { list, format, question: parsed(question ?? '{}') },
    at: (to) => to,
    name: () => `shiplog-${list as ExportList}.${formats[format as ExportFormat].extension}`,
    mediaType: () => formats[format as ExportFormat].mediaType,
  }
}

function parsed(question: string): unknown {
  try {
    return JSON.parse(question)
  } catch {
    throw new Refusal('invalid', 'question: it is no JSON.')
  }
}
