// The ways to find deployments in a repository, each with what it would find, and the newest of what the chosen one would.
import { useEffect, useId, useRef } from 'react'
import type { Detected, Evidence } from '../../src-shared/contract/repos.ts'
import { inShort, type Strategy } from '../../src-shared/strategy.ts'
import { count, rate, sentenceCase, shortId } from '../parts/format.ts'
import { Sparkline } from '../parts/sparkline.tsx'
import { Time } from '../parts/time.tsx'
import css from './repo-strategy.module.css'

export interface StrategiesProps {
  detected: Detected
  value: Strategy['by']
  onChange: (by: Strategy['by']) => void
}

export function Strategies({ detected, value, onChange }: StrategiesProps) {
  const name = useId()
  const all = useRef<HTMLFieldSetElement>(null)
  // Opened from a row further down, say: whoever opened it is taken here.
  useEffect(() => all.current?.querySelector<HTMLInputElement>('input:checked')?.focus(), [])
  const { evidence, recommended } = detected
  return (
    <fieldset ref={all} className={css['strategies']}>
      <legend>How should Shiplog find deployments of {detected.name}?</legend>
      {evidence.map((one) => {
        const { by } = one.strategy
        return (
          <label key={by}>
            <input type="radio" name={name} value={by} checked={by === value} onChange={() => onChange(by)} />
            <span className={css['way']}>
              {sentenceCase(inShort(one.strategy))} {by === recommended.strategy.by ? <em>recommended</em> : null}
            </span>
            <Found evidence={one} />
          </label>
        )
      })}
      <p>Recommended: {recommended.reason}</p>
    </fieldset>
  )
}

function Found({ evidence }: { evidence: Evidence }) {
  const { weeks, last_at_ms, strategy } = evidence
  const word = strategy.by === 'events' ? 'reported' : strategy.by === 'pointer' ? 'found, partial' : 'found'
  const perWeek = weeks.reduce((sum, n) => sum + n, 0) / weeks.length
  return (
    <>
      <span className={css['count']}>
        {count(evidence.count)} {word}
      </span>
      <span className={css['last']}>
        {last_at_ms === null ? null : (
          <>
            last <Time ms={last_at_ms} as="ago" />
          </>
        )}
      </span>
      <span className={css['rate']} title="In the last 12 weeks">
        {evidence.count === 0 ? null : `${rate(perWeek)} a week`}
      </span>
      <span className={css['trend']}>{evidence.count === 0 ? null : <Sparkline values={weeks} />}</span>
    </>
  )
}

export function Preview({ evidence }: { evidence: Evidence }) {
  const { preview, strategy } = evidence
  if (preview.length === 0)
    return (
      <div>
        <h3>{strategy.by === 'events' ? 'Nothing was reported yet' : 'Nothing is found'}</h3>
        <p className="dim">
          Deployments can come from your pipeline through the listener; the repository then gives their changes.
        </p>
      </div>
    )
  return (
    <div>
      <h3>{strategy.by === 'events' ? 'The newest reported' : 'The newest deployments would be'}</h3>
      <ul className={css['preview']}>
        {preview.map(({ id, commit, at_ms, dated }) => (
          <li key={id}>
            <span className="mono">{shortId(id)}</span>
            <span className="mono">{commit === null || commit === id ? '' : shortId(commit)}</span>
            <Time ms={at_ms} />
            <small>{dated}</small>
          </li>
        ))}
      </ul>
    </div>
  )
}
