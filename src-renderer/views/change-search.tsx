// The search box of the changes page: text narrows the list, what looks like a commit's id is looked for everywhere.
import { useState } from 'react'
import { Button } from '../parts/button.tsx'
import { useView } from '../view-state.ts'
import css from './changes.module.css'

/** Whole, or its first 7 characters or more. */
export function isCommitId(text: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text)
}

export function ChangeSearch() {
  const { view, set } = useView()
  const [draft, setDraft] = useState({ search: view.search, typed: view.search ?? '' })
  // Back and a link change the search too: what was typed over another one is gone then.
  const text = draft.search === view.search ? draft.typed : (view.search ?? '')
  const asked = text.trim()
  return (
    <form
      role="search"
      className={css['search']}
      onSubmit={(event) => {
        event.preventDefault()
        if (isCommitId(asked)) set({ change: asked, open: null })
        else {
          const search = asked === '' ? null : asked
          // Asked, it is no draft any more: it goes with the search.
          setDraft({ search, typed: asked })
          set({ search, page: 1 })
        }
      }}
    >
      <input
        type="search"
        aria-label="Title, author or commit"
        placeholder="Title, author or commit"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setDraft({ search: view.search, typed: event.target.value })}
      />
      <Button type="submit">{isCommitId(asked) ? 'Where is it?' : 'Search'}</Button>
      {view.search === null ? null : (
        <Button look="quiet" onClick={() => set({ search: null, page: 1 })}>
          Clear the search
        </Button>
      )}
    </form>
  )
}
