// The ways to find deployments as forms ask for them: what the name in each is called, and one of each kind.
import { useEffect, useState } from 'react'
import type { Strategy } from '../../src-shared/strategy.ts'

export type By = Strategy['by']

/** A strategy of each kind, to give a name to. */
export const wayOf: { [by in By]: Strategy } = {
  versions: { by: 'versions' },
  tags: { by: 'tags', glob: '*' },
  releases: { by: 'releases', glob: '*' },
  pointer: { by: 'pointer', ref: '*' },
  merges: { by: 'merges', branch: '*' },
  commits: { by: 'commits', branch: '*' },
  events: { by: 'events' },
}

/** What the name in it is; '' where it has none. */
export const labelOf: { [by in By]: string } = {
  versions: '',
  tags: 'Pattern of tags',
  releases: 'Pattern of branches',
  pointer: 'Branch or tag that is moved',
  merges: 'Branch that is merged into',
  commits: 'Branch',
  events: '',
}

/** The value once it has stood still for a moment: looking starts git. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), 250)
    return () => window.clearTimeout(timer)
  }, [value])
  return settled
}
