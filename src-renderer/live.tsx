// What the core tells without being asked: refreshes what is shown when facts change, keeps the list of running jobs,
// and knows whether the connection stands. One subscription for the whole page. Draws nothing.
import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query'
import { createContext, use, useEffect, useState, type ReactNode } from 'react'
import type { HostPush, WorkspaceName } from '../src-shared/client.ts'
import { listen } from './transport.ts'

export interface Job {
  job: string
  title: string
  count: number
  total: number | null
  unit: string
  pausable: boolean
  paused: 'asked' | 'battery' | null
  done: boolean
  workspace: WorkspaceName
}

export interface Live {
  /** What is wrong with the connection; null when it stands. */
  problem: string | null
  jobs: readonly Job[]
}

const LiveContext = createContext<Live>({ problem: null, jobs: [] })

export function useLive(): Live {
  return use(LiveContext)
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [live, setLive] = useState<Live>({ problem: null, jobs: [] })
  useEffect(() => {
    const refresh = refresher(queries)
    // At first too: what changed between the first answers and the connection was told to nobody.
    let wasLost = true
    const timers = new Set<number>()
    function onPush(push: HostPush): void {
      if (push.type === 'changed') return refresh(push.workspace)
      setLive((now) => ({ ...now, jobs: withJob(now.jobs, push) }))
      // A finished job stays a moment, so that a short one can be seen at all.
      if (push.done)
        timers.add(window.setTimeout(() => setLive((now) => ({ ...now, jobs: without(now.jobs, push.job) })), 900))
    }
    function onState(problem: string | null): void {
      // What was running is unknown now; a job that still runs tells again.
      setLive((now) => (problem === now.problem ? now : { problem, jobs: problem === null ? now.jobs : [] }))
      if (problem === null && wasLost) void queries.invalidateQueries()
      wasLost = problem !== null
    }
    const end = listen(onPush, onState)
    return () => {
      end()
      for (const timer of timers) window.clearTimeout(timer)
    }
  }, [queries])
  return <LiveContext value={live}>{children}</LiveContext>
}

function withJob(jobs: readonly Job[], push: HostPush & { type: 'progress' }): Job[] {
  const { job, title, count, total, unit, pausable, paused, done, workspace } = push
  const next = { job, title, count, total, unit, pausable, paused, done, workspace }
  return jobs.some((known) => known.job === job)
    ? jobs.map((known) => (known.job === job ? next : known))
    : [...jobs, next]
}

function without(jobs: readonly Job[], job: string): Job[] {
  return jobs.filter((known) => known.job !== job)
}

/** Answers that look at all the data. They may be a few seconds old. */
const slow = ['findings.list', 'versions.list']

function refresher(queries: QueryClient): (workspace: WorkspaceName) => void {
  const isSlow = (query: Query) => slow.some((name) => name === query.queryKey[1])
  const often = throttled(100, (workspace) =>
    queries.invalidateQueries({ queryKey: [workspace], predicate: (query) => !isSlow(query) }),
  )
  const seldom = throttled(3000, (workspace) => queries.invalidateQueries({ queryKey: [workspace], predicate: isSlow }))
  return (workspace) => {
    often(workspace)
    seldom(workspace)
  }
}

/**
 * Runs at once, then at most every `pause` ms for each workspace, and never before the last run is through: under a
 * steady stream of events a long query would otherwise be started over for ever.
 */
function throttled(
  pause: number,
  run: (workspace: WorkspaceName) => Promise<void>,
): (workspace: WorkspaceName) => void {
  const waiting = new Set<WorkspaceName>()
  const busy = new Set<WorkspaceName>()
  function start(workspace: WorkspaceName): void {
    busy.add(workspace)
    waiting.delete(workspace)
    void run(workspace).finally(() => window.setTimeout(() => rested(workspace), pause))
  }
  function rested(workspace: WorkspaceName): void {
    if (waiting.has(workspace)) start(workspace)
    else busy.delete(workspace)
  }
  return (workspace) => {
    if (busy.has(workspace)) waiting.add(workspace)
    else start(workspace)
  }
}
