// Asking from a view: `useCall` for what is shown, `useRun` for what is done. Answers are kept by workspace, call and
// input; pushes refresh them (live.tsx). Knows no view, and nothing of how calls travel.
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import type { WorkspaceName } from '../src-shared/client.ts'
import type { CallName, Input, Output } from '../src-shared/contract/index.ts'
import type { Reply, ReplyError } from '../src-shared/reply.ts'
import { shiplog } from './transport.ts'
import { useView } from './view-state.ts'

/** A refusal or a failure, as the reply said it. The message is shown as it is. */
export class CallError extends Error {
  readonly reply: ReplyError

  constructor(reply: ReplyError) {
    super(reply.message)
    this.name = 'CallError'
    this.reply = reply
  }
}

export function valueOf<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new CallError(reply.error)
  return reply.value
}

export interface CallChoice {
  enabled?: boolean
  /** Shows the last answer to another question of the same call while this one is fetched. */
  keep?: boolean
  workspace?: WorkspaceName
}

/** What a call answered, or why it did not. */
export type Asked<T> = UseQueryResult<T, CallError>

export function useCall<N extends CallName>(name: N, input: Input<N>, choice: CallChoice = {}): Asked<Output<N>> {
  const { view } = useView()
  const workspace = choice.workspace ?? view.workspace
  return useQuery<Output<N>, CallError>({
    queryKey: [workspace, name, input],
    queryFn: async () => valueOf(await shiplog.call(name, input, { workspace })),
    enabled: choice.enabled ?? true,
    // Never the other workspace's numbers, not even for a moment.
    placeholderData: (previous, query) =>
      (choice.keep ?? true) && query?.queryKey[0] === workspace ? previous : undefined,
  })
}

export interface Run<N extends CallName> {
  input: Input<N>
  /** Names a job, to show its progress and to cancel it. */
  job?: string
}

export function useRun<N extends CallName>(name: N): UseMutationResult<Output<N>, CallError, Run<N>> {
  const { workspace } = useView().view
  const queries = useQueryClient()
  return useMutation<Output<N>, CallError, Run<N>>({
    mutationFn: async ({ input, job }) =>
      valueOf(await shiplog.call(name, input, { workspace, ...(job === undefined ? {} : { job }) })),
    // Some changes (a key, a setting) are no news about facts and so are not pushed.
    onSuccess: () => void queries.invalidateQueries({ queryKey: [workspace] }),
  })
}

/** A name for a job that no other window uses. */
export function newJob(): string {
  return `w-${[...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join('')}`
}
