// A job while it runs: what it shows of itself, that it can be cancelled and, where it works in pieces, paused between two of
// them. One that waits holds no transaction, and git waits with it, since nobody reads on.
import type { CallName, Push } from '../../src-shared/contract/index.ts'
import type { PausedBy } from '../../src-shared/contract/jobs.ts'

/** Those that can be paused, and what each is called before it has said so itself. */
const pausable: Partial<Record<CallName, string>> = {
  'repos.add': 'Adding a repository',
  'repos.scan': 'Scanning',
  'repos.locate': 'Scanning',
  'repos.lines': 'Counting lines',
}

/** A page that is opened meanwhile hears of it too. */
const tellsAgainMs = 1_000

interface Told {
  title: string
  count: number
  total: number | null
  unit: string
}

interface Paused {
  by: PausedBy
  resumed: Promise<void>
  resume(): void
  beat: ReturnType<typeof setInterval>
}

export class RunningJob {
  readonly #job: string
  readonly #host: { push: (push: Push) => void; clock: () => number }
  readonly #pausable: boolean
  readonly #controller = new AbortController()
  #told: Told
  #last = 0
  /** One that shows nothing was too short for anybody to be told that it ended. */
  #shown = false
  #paused: Paused | null = null

  constructor(job: string, name: CallName, host: { push: (push: Push) => void; clock: () => number }) {
    this.#job = job
    this.#host = host
    const title = pausable[name]
    this.#pausable = title !== undefined
    this.#told = { title: title ?? name, count: 0, total: null, unit: '' }
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  progress(title: string, count: number, total: number | null, unit: string): void {
    this.#told = { title, count, total, unit }
    // Ten times a second is as fast as anybody reads.
    const at = this.#host.clock()
    if (at - this.#last < 100) return
    this.#last = at
    this.#tell()
  }

  /** Whether it waits from now on. Who asked for it first is who it waits for, but for a person, who goes before all. */
  pause(by: PausedBy): boolean {
    if (!this.#pausable || this.signal.aborted) return false
    if (this.#paused === null) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const beat = setInterval(() => this.#tell(), tellsAgainMs)
      beat.unref()
      this.#paused = { by, resumed: promise, resume: resolve, beat }
    } else if (by === 'asked') this.#paused.by = by
    if (this.#shown) this.#tell()
    return true
  }

  /** Whether it goes on that waited; `by`: only where that is why. */
  resume(by?: PausedBy): boolean {
    const paused = this.#paused
    if (paused === null || (by !== undefined && paused.by !== by)) return false
    clearInterval(paused.beat)
    this.#paused = null
    paused.resume()
    if (this.#shown) this.#tell()
    return true
  }

  /** Awaited before each piece of work: returns when it is not paused. Throws when it is cancelled. */
  async turn(): Promise<void> {
    while (this.#paused !== null) await this.#paused.resumed
    this.signal.throwIfAborted()
  }

  cancel(): void {
    this.#controller.abort()
    this.resume()
  }

  end(): void {
    this.resume()
    if (this.#shown) this.#push({ ...this.#told, count: 0, total: null, unit: '' }, true)
  }

  #tell(): void {
    this.#shown = true
    this.#push(this.#told, false)
  }

  #push(told: Told, done: boolean): void {
    const paused = this.#paused?.by ?? null
    this.#host.push({ type: 'progress', job: this.#job, ...told, pausable: this.#pausable, paused, done })
  }
}
