// A refused request, mended and sent through again: its body to edit, and what became of it this time.
import { useId, useState } from 'react'
import type { Delivery } from '../../src-shared/contract/journal.ts'
import { Button, ButtonLink, ButtonRow } from '../parts/button.tsx'
import { ErrorNote } from '../parts/panel.tsx'
import { Word } from '../parts/word.tsx'
import { useRun } from '../use-call.ts'
import { useView } from '../view-state.ts'
import css from './deliveries.module.css'

export function Replay({ delivery, body }: { delivery: Delivery; body: string }) {
  const { here } = useView()
  const id = useId()
  const [text, setText] = useState(body)
  const replay = useRun('journal.replay')
  const { data, error } = replay
  return (
    <div className={css['replay']}>
      <label htmlFor={id} className="unseen">
        Body to replay
      </label>
      <textarea
        id={id}
        value={text}
        rows={12}
        spellCheck={false}
        onChange={(event) => {
          replay.reset()
          setText(event.target.value)
        }}
      />
      <ButtonRow>
        <Button
          look="primary"
          size="small"
          disabled={replay.isPending}
          onClick={() => replay.mutate({ input: { id: delivery.id, ...(text === body ? {} : { body: text }) } })}
        >
          {text === body ? 'Replay' : 'Replay as mended'}
        </Button>
        <Button size="small" disabled={text === body} onClick={() => setText(body)}>
          As it came
        </Button>
      </ButtonRow>
      <div aria-live="polite">
        {data === undefined ? null : (
          <p className={css['answer']}>
            <Word name={data.outcome} /> <span>{data.reason ?? 'It counts from now on.'}</span>
            {data.delivery === null ? null : (
              <ButtonLink look="link" to={here({ open: { kind: 'delivery', number: data.delivery } })}>
                Show it
              </ButtonLink>
            )}
          </p>
        )}
        {error === null ? null : <ErrorNote what="It was not replayed." error={error} />}
      </div>
    </div>
  )
}
