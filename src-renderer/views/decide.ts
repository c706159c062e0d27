// What a person decides about the data, with its way back: undo, not "are you sure". What was asked for may be off the
// screen when it is done, so nothing here waits for a component that is still there.
import type { CallName, Input } from '../../src-shared/contract/index.ts'
import { say } from '../parts/toasts.tsx'
import { useRun } from '../use-call.ts'

type Deciding = Extract<
  CallName,
  | 'decisions.attribute'
  | 'decisions.exclude'
  | 'decisions.kind'
  | 'decisions.remedy'
  | 'decisions.ignore'
  | 'decisions.join'
>

/** Decides, says so, and offers to undo. `done` runs once it is on disk. */
export function useDecide<N extends Deciding>(
  name: N,
): { decide: (input: Input<N>, said: string, done?: () => void) => void; busy: boolean } {
  const run = useRun(name)
  const undo = useUndo()
  return {
    busy: run.isPending,
    decide: (input, said, done) =>
      void run.mutateAsync({ input }).then(
        ({ id }) => {
          say({ title: said, undo: { label: 'Undo', run: () => undo(id) } })
          done?.()
        },
        (problem: Error) => say({ title: `Not done: ${problem.message}`, wrong: true }),
      ),
  }
}

export function useUndo(): (id: number) => void {
  const run = useRun('decisions.undo')
  return (id) =>
    void run.mutateAsync({ input: { id } }).then(
      () => say({ title: 'Undone.' }),
      (problem: Error) => say({ title: `Not undone: ${problem.message}`, wrong: true }),
    )
}
