// What commands ask of whoever runs them: a call and how to print its answer, or one of the few things that are no call.
import type { CallName, Input, Output } from '../../../src-shared/contract/index.ts'

/** Calls that write one file. */
export type Exporting = 'exports.list' | 'exports.workspace'

/** What a command asks of the one who runs it. */
export interface Runner {
  /** `bad`: whether the answer, though given, is what a script must hear of by the exit code. */
  call<N extends CallName>(
    name: N,
    input: Input<N>,
    print: (answer: Output<N>) => string,
    bad?: (answer: Output<N>) => boolean,
  ): Promise<void>
  /** Lets a call write a file, or prints what it writes where `to` is null. */
  export<N extends Exporting>(
    name: N,
    input: Omit<Input<N>, 'to'>,
    to: string | null,
    print: (answer: Output<N>) => string,
  ): Promise<void>
  serve(options: ServeFlags): Promise<void>
  open(): Promise<void>
  demo(): Promise<void>
}

export interface ServeFlags {
  port?: number
  listen?: { host: string; port: number }
  tlsCert?: string
  tlsKey?: string
  open: boolean
}
