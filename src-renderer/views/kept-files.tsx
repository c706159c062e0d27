// What is kept about files: profiles, by which files with certain columns are read, and files that are imported again when
// they change. What is taken away here can be put back.
import type { Output } from '../../src-shared/contract/index.ts'
import type { ImportChoices } from '../../src-shared/import-choices.ts'
import { Button } from '../parts/button.tsx'
import { baseName, count, counted } from '../parts/format.ts'
import { Panel } from '../parts/panel.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { say } from '../parts/toasts.tsx'
import { Typed } from '../parts/typed.tsx'
import { Word } from '../parts/word.tsx'
import { useCall, useRun } from '../use-call.ts'
import css from './imports.module.css'

type Profile = Output<'imports.profiles'>['rows'][number]
type Watched = Output<'imports.watched'>['rows'][number]

const wrong = (problem: Error) => say({ title: `Not done: ${problem.message}`, wrong: true })

export function Profiles() {
  const { data } = useCall('imports.profiles', {})
  const save = useRun('imports.saveProfile')
  const remove = useRun('imports.removeProfile')
  const rename = useRun('imports.renameProfile')
  if (data === undefined || data.total === 0) return null
  const forget = (profile: Profile) =>
    void remove.mutateAsync({ input: { name: profile.name } }).then(
      () =>
        say({
          title: `The profile ${profile.name} is forgotten.`,
          undo: { label: 'Undo', run: () => void save.mutateAsync({ input: profile }).catch(wrong) },
        }),
      wrong,
    )
  const call = (name: string, to: string) =>
    void rename.mutateAsync({ input: { name, to } }).then(
      () =>
        say({
          title: `${name} is called ${to} now.`,
          undo: {
            label: 'Undo',
            run: () => void rename.mutateAsync({ input: { name: to, to: name } }).catch(wrong),
          },
        }),
      wrong,
    )
  return (
    <Panel
      title="Profiles"
      sub="how files with certain columns are read; of two for the same columns the upper counts"
      flush
    >
      <Table
        caption="Profiles"
        columns={profileColumns(remove.isPending, call, forget)}
        rows={data.rows}
        rowKey={(row) => row.name}
      />
    </Panel>
  )
}

function profileColumns(
  busy: boolean,
  call: (name: string, to: string) => void,
  forget: (profile: Profile) => void,
): Column<Profile>[] {
  return [
    {
      id: 'name',
      head: 'Profile',
      cell: ({ name }) => (
        <Typed
          label={`Name of the profile ${name}`}
          value={name}
          className={css['name']}
          maxLength={100}
          onDone={(text) => (text === '' ? undefined : call(name, text))}
        />
      ),
    },
    { id: 'says', head: 'Says', cell: (profile) => saidBy(profile) },
    {
      id: 'columns',
      head: 'For files with',
      give: 1,
      cell: ({ columns: names }) => (
        <span title={names.join(', ')}>
          {names.slice(0, 3).join(', ')}
          {names.length > 3 ? ` and ${counted(names.length - 3, 'more column')}` : ''}
        </span>
      ),
    },
    {
      id: 'actions',
      head: 'Actions',
      align: 'right',
      tight: true,
      cell: (profile) => (
        <Button
          size="small"
          disabled={busy}
          aria-label={`Forget the profile ${profile.name}`}
          onClick={() => forget(profile)}
        >
          Forget
        </Button>
      ),
    },
  ]
}

/** What a profile keeps, in a few words. */
function saidBy({ zone, system, choices = {} }: Profile): string {
  const { preset, as, map, where = [], values, dates } = choices
  const words = Object.values(values ?? {}).flatMap((one) => Object.entries(one))
  const said = [
    preset === undefined ? null : preset === 'none' ? 'a table of its own' : `export ${preset}`,
    as ?? null,
    map === undefined || Object.keys(map).length === 0 ? null : fieldsIn(map),
    ...where,
    words.length === 0 ? null : words.length > 3 ? counted(words.length, 'word') : meaningsOf(words),
    dates === undefined ? null : `dates ${dates}`,
    zone ?? null,
    system === undefined ? null : `system ${system}`,
  ].filter((one) => one !== null)
  return said.length === 0 ? 'as the file is told' : said.join(', ')
}

function meaningsOf(words: readonly [string, string][]): string {
  return words.map(([word, meaning]) => `${word === '' ? 'blank' : word} is ${meaning}`).join(', ')
}

function fieldsIn(map: NonNullable<ImportChoices['map']>): string {
  return Object.entries(map)
    .map(([column, field]) => (field === '' ? `${column} not used` : `${column} is ${field}`))
    .join(', ')
}

export function WatchedFiles() {
  const { data } = useCall('imports.watched', {})
  const watch = useRun('imports.watch')
  const unwatch = useRun('imports.unwatch')
  if (data === undefined || data.total === 0) return null
  const leave = ({ file, input }: Watched) =>
    void unwatch.mutateAsync({ input: { file } }).then(
      () =>
        say({
          title: `${baseName(file)} is left alone.`,
          undo: { label: 'Undo', run: () => void watch.mutateAsync({ input }).catch(wrong) },
        }),
      wrong,
    )
  return (
    <Panel title="Watched files" sub={`${count(data.total)}, imported again whenever they change`} flush>
      <Table
        caption="Watched files"
        columns={watchedColumns(unwatch.isPending, leave)}
        rows={data.rows}
        rowKey={(row) => row.file}
      />
    </Panel>
  )
}

function watchedColumns(busy: boolean, leave: (row: Watched) => void): Column<Watched>[] {
  return [
    { id: 'file', head: 'File', cell: ({ file }) => <span title={file}>{baseName(file)}</span> },
    { id: 'profile', head: 'Profile', give: 2, cell: ({ profile }) => profile ?? '–' },
    { id: 'at', head: 'Last change', tight: true, cell: ({ at_ms }) => (at_ms === null ? '–' : <Time ms={at_ms} />) },
    {
      id: 'note',
      head: 'What became of it',
      cell: ({ note, failed }) =>
        note === null ? (
          <span className="dim">not looked at yet</span>
        ) : (
          <Word name={failed ? 'rejected' : 'accepted'}>{note}</Word>
        ),
    },
    {
      id: 'actions',
      head: 'Actions',
      align: 'right',
      tight: true,
      cell: (row) => (
        <Button size="small" disabled={busy} aria-label={`Stop watching ${row.file}`} onClick={() => leave(row)}>
          Stop watching
        </Button>
      ),
    },
  ]
}
