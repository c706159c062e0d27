// States as an icon and a word: deployment results, incident states, what became of a delivery. Shape first, colour second.
import {
  Ban,
  Check,
  Circle,
  CircleDashed,
  CircleDot,
  CircleCheck,
  Copy,
  Equal,
  Minus,
  Pencil,
  Plus,
  Play,
  TriangleAlert,
  X,
} from 'lucide-react'
import type { ReactNode } from 'react'
import css from './word.module.css'

const looks = {
  succeeded: [Check, 'ok', 'Succeeded'],
  failed: [X, 'fail', 'Failed'],
  aborted: [Minus, 'neutral', 'Aborted'],
  started: [Play, 'neutral', 'Running'],
  pending: [CircleDashed, 'neutral', 'Waiting'],
  todo: [Circle, 'neutral', 'To do'],
  in_progress: [CircleDot, 'ok', 'In progress'],
  done: [CircleCheck, 'neutral', 'Done'],
  conflict: [TriangleAlert, 'fail', 'Conflict'],
  deployed: [Check, 'ok', 'Deployed'],
  undeployed: [CircleDashed, 'neutral', 'Not deployed'],
  'left out': [Minus, 'neutral', 'Left out'],
  open: [CircleDot, 'inc', 'Open'],
  resolved: [CircleCheck, 'neutral', 'Resolved'],
  accepted: [Check, 'ok', 'Accepted'],
  duplicate: [Copy, 'neutral', 'Duplicate'],
  rejected: [Ban, 'fail', 'Rejected'],
  new: [Plus, 'ok', 'New'],
  updated: [Pencil, 'ok', 'Update'],
  unchanged: [Equal, 'neutral', 'Unchanged'],
  error: [X, 'fail', 'Error'],
} as const satisfies Record<string, readonly [typeof Check, string, string]>

export type WordName = keyof typeof looks

export function Word({ name, children }: { name: WordName; children?: ReactNode }) {
  const [Icon, tone, word] = looks[name]
  return (
    <span className={css['word']} data-tone={tone}>
      <Icon aria-hidden />
      {children ?? word}
    </span>
  )
}

/** A small outlined word beside something: a kind, a source. */
export function Tag({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <span className={css['tag']} title={title}>
      {children}
    </span>
  )
}
