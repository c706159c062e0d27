// All rows of a list as a file, in the format another program wants: what the filters leave, not only the page shown.
import type { ExportFormat, ExportList } from '../../src-shared/contract/exports.ts'
import { LinkMenu } from '../parts/link-menu.tsx'
import { useView } from '../view-state.ts'

const shown: { format: ExportFormat; label: string; note: string }[] = [
  { format: 'csv', label: 'CSV', note: 'spreadsheets' },
  { format: 'json', label: 'JSON', note: 'with the question' },
  { format: 'ndjson', label: 'NDJSON', note: 'a row per line' },
  { format: 'markdown', label: 'Markdown', note: 'documents' },
  { format: 'about', label: 'Only the question', note: 'goes with CSV' },
]

/** `question` as the list's call takes it; its limit and offset say nothing here. */
export function Exports({ list, question }: { list: ExportList; question: object }) {
  const { workspace } = useView().view
  const asked = JSON.stringify({ ...question, limit: undefined, offset: undefined })
  return (
    <LinkMenu
      label="Export"
      links={shown.map(({ format, label, note }) => ({
        label,
        note,
        to: `/export?${new URLSearchParams({ list, format, workspace, question: asked }).toString()}`,
      }))}
    />
  )
}
