// The column of a list of steps whose rows each can be taken back, and put back once taken back.
import { Button } from './button.tsx'
import type { Column } from './table.tsx'

/** `name` is what a screen reader hears after the word; `busy` while one of them runs. */
export function undoColumn<Row extends { undone: boolean }>(
  name: (row: Row) => string,
  busy: boolean,
  toggle: (row: Row) => void,
): Column<Row> {
  return {
    id: 'actions',
    head: 'Actions',
    align: 'right',
    tight: true,
    cell: (row) => {
      const word = row.undone ? 'Redo' : 'Undo'
      return (
        <Button size="small" disabled={busy} aria-label={`${word} ${name(row)}`} onClick={() => toggle(row)}>
          {word}
        </Button>
      )
    },
  }
}
