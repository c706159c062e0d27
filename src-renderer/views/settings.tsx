// Settings: the zone all dates are in, how the window looks, and where the data lives.
import { useState } from 'react'
import { Button } from '../parts/button.tsx'
import { useClock } from '../parts/clock.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Facts } from '../parts/facts.tsx'
import { SelectField } from '../parts/field.tsx'
import { counted, exactTime } from '../parts/format.ts'
import { ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { say } from '../parts/toasts.tsx'
import { chooseTheme, storedTheme, themes, type Theme } from '../theme.ts'
import { useCall, useRun } from '../use-call.ts'
import { Carry } from './carry.tsx'
import { Page } from './page.tsx'
import css from './settings.module.css'
import { WeekStart } from './week-start.tsx'

export function SettingsPage() {
  return (
    <Page title="Settings">
      <div className={css['settings']}>
        <Zone />
        <Appearance />
        <Storage />
        <Carry />
      </div>
    </Page>
  )
}

function Zone() {
  const settings = useCall('settings.get', {})
  const save = useRun('settings.set')
  const { now_ms } = useClock()
  const zone = settings.data?.zone
  if (zone === undefined)
    return settings.error === null ? (
      <Skeleton height={120} />
    ) : (
      <ErrorNote what="The settings could not be read." error={settings.error} />
    )
  // A zone of an older list stays choosable; UTC is left out of the list by some browsers.
  const zones = [...new Set(['UTC', zone, ...Intl.supportedValuesOf('timeZone')])]
  function choose(next: string): void {
    const before = zone
    save.mutate(
      { input: { zone: next } },
      {
        onSuccess: () =>
          say({
            title: `Days and weeks begin in ${next} now.`,
            ...(before === undefined
              ? {}
              : { undo: { label: 'Undo', run: () => save.mutate({ input: { zone: before } }) } }),
          }),
      },
    )
  }
  return (
    <Panel title="Time">
      <SelectField
        label="Zone"
        value={save.isPending ? (save.variables.input.zone ?? zone) : zone}
        options={zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
        onChange={choose}
        hint={`Times are shown in it, and it decides on which day, week and month a deployment falls. Now: ${exactTime(now_ms, zone)}.`}
      />
      {save.error === null ? null : <ErrorNote what="The zone was not changed." error={save.error} />}
      <WeekStart />
    </Panel>
  )
}

const themeWords: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' }

function Appearance() {
  const [theme, setTheme] = useState(storedTheme)
  return (
    <Panel title="Appearance">
      <div className={css['themes']} role="group" aria-label="Appearance">
        {themes.map((name) => (
          <Button
            key={name}
            aria-pressed={name === theme}
            look={name === theme ? 'primary' : 'plain'}
            onClick={() => {
              setTheme(name)
              chooseTheme(name)
            }}
          >
            {themeWords[name]}
          </Button>
        ))}
      </div>
      <p className={css['hint']}>Remembered in this window only.</p>
    </Panel>
  )
}

function Storage() {
  const { data } = useCall('workspace.status', {})
  if (data === undefined) return null
  const { counts } = data
  return (
    <Panel title="Where the data lives" sub="Everything stays in one file on your computer.">
      <Facts
        facts={[
          [
            'Folder',
            <span key="dir" className="mono">
              {data.data_dir}
            </span>,
          ],
          [
            'Holds',
            `${counted(counts.deployments, 'deployment')}, ${counted(counts.changes, 'change')}, ${counted(counts.incidents, 'incident')}, ${counted(counts.deliveries, 'delivery', 'deliveries')}`,
          ],
          ['Version', `Shiplog ${data.version}`],
        ]}
      />
      <div className={css['copy']}>
        <CopyButton size="small" label="Copy the folder's path" text={data.data_dir} />
      </div>
    </Panel>
  )
}
