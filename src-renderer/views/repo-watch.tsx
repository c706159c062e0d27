// Whether repositories are scanned at once when one of their refs moves: of all, and of one.
import type { RepoRow } from '../../src-shared/contract/repos.ts'
import { Button } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { say } from '../parts/toasts.tsx'
import { useRun } from '../use-call.ts'
import css from './repos.module.css'

export function WatchAll({ on }: { on: boolean }) {
  const watch = useRun('repos.watch')
  return (
    <div className={css['problem']}>
      <Check
        look="switch"
        label="Scan repositories at once when a branch or a tag moves"
        checked={on}
        disabled={watch.isPending}
        onChange={(next) => watch.mutate({ input: { on: next } })}
      >
        Their folders of refs are watched while Shiplog runs. Off, each is scanned when you say so.
      </Check>
    </div>
  )
}

export function WatchOne({ repo, may }: { repo: RepoRow; may: boolean }) {
  const watch = useRun('repos.watch')
  if (repo.copy_of !== null) return <p className={css['note']}>each scan copies what is new</p>
  if (!may) return null
  function set(on: boolean): void {
    watch.mutate(
      { input: { path: repo.path, on } },
      { onError: (problem) => say({ title: `Not changed: ${problem.message}`, wrong: true }) },
    )
  }
  return (
    <p className={css['note']}>
      {repo.watched ? null : 'not watched '}
      <Button
        look="quiet"
        size="small"
        disabled={watch.isPending}
        onClick={() => set(!repo.watched)}
        aria-label={repo.watched ? `Stop watching ${repo.name}` : `Watch ${repo.name}`}
      >
        {repo.watched ? 'Stop watching' : 'Watch'}
      </Button>
    </p>
  )
}
