// What the core tells without being asked: refreshes what is shown when facts change, keeps the list of running jobs,
// and knows whether the connection stands. One subscription for the whole page. Draws nothing.
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { createContext, use, useEffect, useState, type ReactNode } from 'react'
import type { HostPush, WorkspaceName } from '../src-shared/client.ts'
import { listen } from './transport.ts'

export interface Job {
  job: string
  title: string
  count: number
  total: number | null
  unit: string
  done: boolean
  workspace: WorkspaceName
}

export interface Live {
  connected: boolean
  jobs: readonly Job[]
}

const LiveContext = createContext<Live>({ connected: true, jobs: [] })

export function useLive(): Live {
  return use(LiveContext)
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [live, setLive] = useState<Live>({ connected: true, jobs: [] })
  useEffect(() => {
    const refresh = refresher(queries)
    let wasLost = false
    const timers = new Set<number>()
    function onPush(push: HostPush): void {
      if (push.type === 'changed') return refresh(push.workspace)
      setLive((now) => ({ ...now, jobs: withJob(now.jobs, push) }))
      // A finished job stays a moment, so that a short one can be seen at all.
      if (push.done)
        timers.add(window.setTimeout(() => setLive((now) => ({ ...now, jobs: without(now.jobs, push.job) })), 900))
    }
    function onState(connected: boolean): void {
      // What was running is unknown now; a job that still runs tells again.
      setLive((now) => (connected === now.connected ? now : { connected, jobs: connected ? now.jobs : [] }))
      if (connected && wasLost) void queries.invalidateQueries()
      wasLost = !connected
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
  const { job, title, count, total, unit, done, workspace } = push
  const next = { job, title, count, total, unit, done, workspace }
  return jobs.some((known) => known.job === job)
    ? jobs.map((known) => (known.job === job ? next : known))
    : [...jobs, next]
}

function without(jobs: readonly Job[], job: string): Job[] {
  return jobs.filter((known) => known.job !== job)
}

/**
 * Refreshes a workspace's answers at most every 100 ms, and never before the last refresh is through: under a steady
 * stream of events a slow query would otherwise be started over for ever.
 */
function refresher(queries: QueryClient): (workspace: WorkspaceName) => void {
  const waiting = new Set<WorkspaceName>()
  const busy = new Set<WorkspaceName>()
  function start(workspace: WorkspaceName): void {
    busy.add(workspace)
    window.setTimeout(() => {
      waiting.delete(workspace)
      void queries.invalidateQueries({ queryKey: [workspace] }).finally(() => {
        busy.delete(workspace)
        if (waiting.has(workspace)) start(workspace)
      })
    }, 100)
  }
  return (workspace) => {
    waiting.add(workspace)
    if (!busy.has(workspace)) start(workspace)
  }
}
