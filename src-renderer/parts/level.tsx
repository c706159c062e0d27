// A level as a shape and a word: the shapes differ without colour, the colour repeats what they say.
import { useId } from 'react'
import type { Level as LevelName } from '../../src-shared/contract/metrics.ts'
import css from './level.module.css'

const shapes: Record<LevelName, { path: string; word: string }> = {
  elite: { path: 'M5 0 10 5 5 10 0 5Z M5 2.6 7.4 5 5 7.4 2.6 5Z', word: 'Elite' },
  high: { path: 'M5 0 10 5 5 10 0 5Z', word: 'High' },
  medium: { path: 'M5 .8 9.2 5 5 9.2 .8 5Z', word: 'Medium' },
  low: { path: 'M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8Z', word: 'Low' },
}

export function Level({ level, note }: { level: LevelName; note: string | null }) {
  const id = useId()
  const { path, word } = shapes[level]
  return (
    <span
      className={css['level']}
      data-level={level}
      title={note ?? undefined}
      aria-describedby={note === null ? undefined : id}
    >
      <svg viewBox="-1 -1 12 12" aria-hidden>
        <path d={path} fillRule="evenodd" />
      </svg>
      {word}
      {note === null ? null : (
        <span className="unseen" id={id}>
          {note}
        </span>
      )}
    </span>
  )
}
