// The whole workspace as one file, for another computer or as a backup; and its facts for programs that calculate. How far
// a download is, and the way to cancel it, stand in the line at the foot.
import { parquetTables } from '../../src-shared/export/parquet-tables.ts'
import { ButtonRow } from '../parts/button.tsx'
import { LinkMenu } from '../parts/link-menu.tsx'
import { Panel } from '../parts/panel.tsx'
import { useView } from '../view-state.ts'
import css from './settings.module.css'

export function Carry() {
  const { workspace } = useView().view
  const address = (what: Record<string, string>) => `/export?${new URLSearchParams({ ...what, workspace }).toString()}`
  return (
    <Panel title="Take it elsewhere" sub="All that is in this workspace, as it is now.">
      <ButtonRow>
        <LinkMenu
          label="Export the workspace"
          align="start"
          links={[{ label: 'Shiplog workspace', note: 'NDJSON in gzip', to: address({ file: 'workspace' }) }]}
        />
        <LinkMenu
          label="Facts as Parquet"
          align="start"
          links={parquetTables.map((table) => ({
            label: table.replaceAll('_', ' '),
            note: 'DuckDB, Spark',
            to: address({ file: 'parquet', table }),
          }))}
        />
      </ButtonRow>
      <p className={css['hint']}>
        Import the file in a Shiplog that is empty, on the imports page or with <code>shiplog import</code>: the same
        numbers, without the repositories being there. It is a backup, too. API keys and signing secrets stay behind.
      </p>
    </Panel>
  )
}
