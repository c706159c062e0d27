// From a call's name and whatever came over the wire to a reply. The only place that catches: an expected failure is a
// Refusal and becomes its sentence; anything else is logged and answered without its details.
import { type CallName, contract, type Push } from '../../src-shared/contract/index.ts'
import { Refusal, type Reply } from '../../src-shared/reply.ts'
import { refuseFields } from '../sources/fields.ts'
import type { Log } from '../log.ts'
import { fileProblem } from '../store/database.ts'
import type { JobContext, ReadContext, WriteContext } from './context.ts'
import { handlers } from './index.ts'
import { RunningJob } from './running-job.ts'

export function dispatchWrite(name: CallName, input: unknown, context: WriteContext): Promise<Reply<unknown>> {
  return reply(name, input, context.log, (parsed) => run(name, parsed, context))
}

export function dispatchRead(
  name: CallName,
  input: unknown,
  job: string | undefined,
  context: ReadContext &
    Pick<JobContext, 'hold' | 'copyInto' | 'ops' | 'scanning' | 'tagEnds'> & { push: (push: Push) => void },
): Promise<Reply<unknown>> {
  return reply(name, input, context.log, async (parsed) => {
    if (contract[name].kind === 'read') return run(name, parsed, context)
    const id = job ?? `${name}#${++jobsWithoutName}`
    if (context.jobs.has(id)) throw new Refusal('conflict', `A job named ${id} is running already.`)
    const running = new RunningJob(id, name, context)
    context.jobs.set(id, running)
    const { signal } = running
    const progress: JobContext['progress'] = (...now) => running.progress(...now)
    try {
      return await run(name, parsed, { ...context, signal, progress, turn: () => running.turn() })
    } catch (error) {
      if (signal.aborted) throw new Refusal('conflict', 'Cancelled.')
      throw error
    } finally {
      context.jobs.delete(id)
      running.end()
    }
  })
}

let jobsWithoutName = 0

function run(name: CallName, parsed: unknown, context: unknown): unknown {
  const handler = handlers[name] as (input: unknown, context: unknown) => unknown
  return handler(parsed, context)
}

async function reply(
  name: CallName,
  input: unknown,
  log: Log,
  work: (parsed: unknown) => unknown,
): Promise<Reply<unknown>> {
  try {
    const parsed = contract[name].input.safeParse(input ?? {}, { reportInput: true })
    if (!parsed.success) throw refuseFields(parsed.error, '')
    return { ok: true, value: await work(parsed.data) }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.toError() }
    log.error('call failed', {
      call: name,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
    const problem = fileProblem(error)
    if (problem !== null) return { ok: false, error: problem.toError() }
    return {
      ok: false,
      error: {
        code: 'internal',
        message: `Something went wrong in Shiplog (${name}). The log in the data folder says more.`,
      },
    }
  }
}
