// Several systems in one repository: each a part by its paths, with its own way to find deployments and what that finds.
import { Plus, Trash2 } from 'lucide-react'
import type { Component } from '../../src-shared/component.ts'
import type { Detected, Parts } from '../../src-shared/contract/repos.ts'
import { inShort, nameIn, naming } from '../../src-shared/strategy.ts'
import { Button } from '../parts/button.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { count, counted } from '../parts/format.ts'
import { Note } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { useCall } from '../use-call.ts'
import css from './repo-parts.module.css'
import { type By, labelOf, useSettled, wayOf } from './repo-ways.ts'

/** A part as it is being written. */
export interface Draft {
  key: number
  system: string
  /** Separated by commas. */
  paths: string
  by: By
  name: string
}

let keys = 0

export function draftOf({ system, paths, strategy }: Component): Draft {
  return { key: (keys += 1), system, paths: paths.join(', '), by: strategy.by, name: nameIn(strategy) ?? '' }
}

export function emptyDraft(): Draft {
  return { key: (keys += 1), system: '', paths: '', by: 'versions', name: '' }
}

/** Null while something is missing in it. */
export function partOf({ system, paths, by, name }: Draft): Component | null {
  const list = paths
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '')
  if (system.trim() === '' || list.length === 0 || (labelOf[by] !== '' && name.trim() === '')) return null
  return {
    system: system.trim(),
    paths: list,
    strategy: labelOf[by] === '' ? wayOf[by] : naming(wayOf[by], name.trim()),
  }
}

export interface PartsProps {
  detected: Detected
  drafts: readonly Draft[]
  onChange: (drafts: Draft[]) => void
}

const ways: readonly { value: By; label: string }[] = [
  { value: 'versions', label: 'Version tags' },
  { value: 'tags', label: 'Tags matching' },
  { value: 'merges', label: 'Merges into' },
  { value: 'commits', label: 'Every commit on' },
  { value: 'releases', label: 'Release branches' },
  { value: 'pointer', label: 'Moves of' },
  { value: 'events', label: 'Only reported ones' },
]

export function RepoParts({ detected, drafts, onChange }: PartsProps) {
  const whole = drafts.map(partOf)
  const settled = JSON.parse(useSettled(JSON.stringify(whole.filter((part) => part !== null)))) as Component[]
  const { data, error } = useCall('repos.parts', { path: detected.path, components: settled })
  const change = (key: number, to: Partial<Draft>) =>
    onChange(drafts.map((draft) => (draft.key === key ? { ...draft, ...to } : draft)))
  return (
    <fieldset className={css['parts']}>
      <legend>Which parts of {detected.name} are systems?</legend>
      {data === undefined || drafts.some((_, i) => whole[i] !== null) ? null : (
        <Suggestion parts={data} onTake={() => onChange(data.suggested.map(draftOf))} />
      )}
      {drafts.map((draft, i) => (
        <div key={draft.key} className={css['part']} role="group" aria-label={draft.system || `Part ${i + 1}`}>
          <TextField label="System" value={draft.system} onChange={(system) => change(draft.key, { system })} />
          <TextField
            label="Folders or patterns"
            value={draft.paths}
            onChange={(paths) => change(draft.key, { paths })}
            placeholder="services/api, libs/*-api"
            mono
          />
          <SelectField
            label="Deployments are"
            value={draft.by}
            options={ways}
            onChange={(by) => change(draft.key, { by: by as By })}
          />
          {labelOf[draft.by] === '' ? (
            <span />
          ) : (
            <TextField
              label={labelOf[draft.by]}
              value={draft.name}
              onChange={(name) => change(draft.key, { name })}
              list={draft.by === 'tags' || draft.by === 'releases' ? [] : detected.branches}
              mono
            />
          )}
          <Button
            look="quiet"
            size="icon"
            aria-label={`Take out ${draft.system || `part ${i + 1}`}`}
            onClick={() => onChange(drafts.filter((other) => other.key !== draft.key))}
          >
            <Trash2 aria-hidden />
          </Button>
          <p className={css['counts']} role="status">
            <Counts part={whole[i] ?? null} parts={data} />
          </p>
        </div>
      ))}
      <div className={css['foot']}>
        <Button size="small" onClick={() => onChange([...drafts, emptyDraft()])}>
          <Plus aria-hidden />
          Add a part
        </Button>
        {data === undefined || settled.length === 0 ? null : (
          <span className="dim">
            In none of them: {counted(data.elsewhere.files, 'file')}, {count(data.elsewhere.commits)} of the newest{' '}
            {counted(data.looked, 'commit')}.
          </span>
        )}
      </div>
      {error === null ? null : <Note kind="warning">{error.message}</Note>}
    </fieldset>
  )
}

function Suggestion({ parts, onTake }: { parts: Parts; onTake: () => void }) {
  const { suggested } = parts
  if (suggested.length === 0) return null
  return (
    <Note
      action={
        <Button size="small" onClick={onTake}>
          Take these
        </Button>
      }
    >
      The repository suggests {counted(suggested.length, 'part')}:
      <ul className={css['suggested']}>
        {suggested.map(({ system, paths, because }) => (
          <li key={system}>
            <b>{system}</b> <span className="mono">{paths.join(', ')}</span> <small>{because}</small>
          </li>
        ))}
      </ul>
    </Note>
  )
}

/** What is in a part, by the last answer that speaks of it. */
function Counts({ part, parts }: { part: Component | null; parts: Parts | undefined }) {
  if (part === null) return 'Give it a name and a folder.'
  const row = parts?.rows.find((one) => one.system === part.system && one.paths.join() === part.paths.join())
  if (row === undefined || parts === undefined) return 'Looking…'
  return (
    <>
      <b>{counted(row.files, 'file')}</b>, {count(row.commits)} of the newest {counted(parts.looked, 'commit')},{' '}
      <b>{counted(row.deployments, 'deployment')}</b> ({inShort(row.strategy)})
      {row.last_at_ms === null ? null : (
        <>
          , last <Time ms={row.last_at_ms} as="ago" />
        </>
      )}
      .{row.note === null ? null : ` ${row.note}`}
      {row.files === 0 ? ' Nothing there has such a path now.' : null}
    </>
  )
}
