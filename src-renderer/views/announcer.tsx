// Tells a screen reader what came in, and how far a finished job got. Seen by nobody.
import { useEffect, useRef, useState } from 'react'
import { useLive } from '../live.tsx'
import { useCall } from '../use-call.ts'

export function Announcer() {
  const journal = useCall('journal.list', { limit: 1 })
  const { jobs, problem } = useLive()
  const [said, setSaid] = useState('')
  const last = useRef<number | null>(null)
  const newest = journal.data?.rows[0]
  useEffect(() => {
    if (newest === undefined) return
    // What was there when the page opened is no news.
    if (last.current !== null && newest.id !== last.current) setSaid(`${newest.summary}, ${newest.outcome}`)
    last.current = newest.id
  }, [newest])
  useEffect(() => {
    // Once said it is old: it must not be found again by somebody who walks over the page.
    if (said === '') return
    const timer = window.setTimeout(() => setSaid(''), 2000)
    return () => window.clearTimeout(timer)
  }, [said])
  const finished = jobs.find((job) => job.done)
  const now = problem ?? (finished === undefined ? said : `${finished.title}: done`)
  return (
    <div className="unseen" aria-live="polite" role="status">
      {now === '' ? null : <p>{now}</p>}
    </div>
  )
}
