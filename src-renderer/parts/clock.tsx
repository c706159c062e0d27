// The workspace's clock and zone for everything that shows a time. The core's clock is the one that counts: a page on
// another computer, or a sample with its own present, must show the right ages.
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'

export interface Clock {
  zone: string
  now_ms: number
}

const ClockContext = createContext<Clock>({ zone: 'UTC', now_ms: 0 })

export function useClock(): Clock {
  return use(ClockContext)
}

export interface ClockProviderProps {
  zone: string
  /** How far the core's clock is ahead of this page's. */
  ahead_ms: number
  children: ReactNode
}

export function ClockProvider({ zone, ahead_ms, children }: ClockProviderProps) {
  const [local_ms, setLocal] = useState(() => Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setLocal(Date.now()), 5000)
    return () => window.clearInterval(timer)
  }, [])
  const clock = useMemo(() => ({ zone, now_ms: local_ms + ahead_ms }), [zone, local_ms, ahead_ms])
  return <ClockContext value={clock}>{children}</ClockContext>
}
