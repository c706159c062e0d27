// A list as a download: written to the data folder, sent from there in constant memory, and removed.
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

/** GET, because a browser downloads links; it changes nothing. */
export function addExports(app: FastifyInstance, { dataDir, dispatch }: ExportsOptions): void {
  const folder = path.join(dataDir, 'exports')
  void rm(folder, { recursive: true, force: true })
  app.get('/export', async (request, reply) => {
    const { list, format, question, workspace } = request.query as Record<string, string | undefined>
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const to = path.join(folder, randomBytes(12).toString('hex'))
    const answer = await dispatch(
      'exports.list',
      { list, format, question: parsed(question ?? '{}'), to },
      { workspace: workspace === 'sample' ? 'sample' : 'own' },
    )
    if (!answer.ok) return reply.code(statusOf[answer.error.code]).send(answer)
    const { extension, mediaType } = formats[format as ExportFormat]
    const sent = createReadStream(to)
    sent.on('close', () => void rm(to, { force: true }))
    return reply
      .header('content-disposition', `attachment; filename="shiplog-${list as ExportList}.${extension}"`)
      .header('cache-control', 'no-store')
      .type(mediaType)
      .send(sent)
  })
}

function parsed(question: string): unknown {
  try {
    return JSON.parse(question)
  } catch {
    throw new Refusal('invalid', 'question: it is no JSON.')
  }
}
