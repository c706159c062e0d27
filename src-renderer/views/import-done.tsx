// What an import did, with its way back and the rows it left out.
import type { Done } from '../../src-shared/contract/imports.ts'
import { Button, ButtonLink, ButtonRow } from '../parts/button.tsx'
import { count, counted } from '../parts/format.ts'
import { ErrorRows } from '../parts/import-rows.tsx'
import { Note, Panel } from '../parts/panel.tsx'
import { useRun } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { focusOnce } from './focus.ts'
import css from './imports.module.css'

export function DonePanel({
  name,
  what,
  done,
  onClose,
}: {
  name: string
  what: string
  done: Done
  onClose: () => void
}) {
  const undo = useRun('imports.undo')
  const { to } = useView()
  const parts = [`${count(done.new)} new`, counted(done.updated, 'update'), `${count(done.unchanged)} unchanged`]
  return (
    <div ref={focusOnce} tabIndex={-1} role="status" className={css['here']}>
      <Note
        kind="done"
        action={
          <ButtonRow>
            {done.batch === null ? null : (
              <Button
                size="small"
                disabled={undo.isPending || undo.isSuccess}
                onClick={() => undo.mutate({ input: { batch: done.batch ?? 0 } })}
              >
                Undo
              </Button>
            )}
            {undo.isSuccess ? null : (
              <ButtonLink
                size="small"
                to={to(what === 'deployments' ? '/deployments' : '/incidents', { period: '12m' })}
              >
                {what === 'deployments' ? 'Show deployments' : 'Show incidents'}
              </ButtonLink>
            )}
            <Button size="small" onClick={onClose}>
              Import another file
            </Button>
          </ButtonRow>
        }
      >
        {undo.isSuccess ? (
          <>
            <b>{name} was taken back.</b> {counted(undo.data.removed, 'row')} removed. It can be redone below.
          </>
        ) : (
          <>
            <b>{name} was imported:</b> {parts.join(', ')}
            {done.skipped === 0 ? '.' : `; ${counted(done.skipped, 'row')} left out.`}
          </>
        )}
        {undo.error === null ? null : <> Not undone: {undo.error.message}</>}
      </Note>
      {done.errors.length === 0 ? null : (
        <Panel
          title="Left out"
          sub="correct them in the file and import it again; what is stored already stays as it is"
        >
          <ErrorRows errors={done.errors} />
        </Panel>
      )}
    </div>
  )
}
