// A shop with a repository and four environments' worth of deployments, small enough to work everything out by hand.
import type { Event } from '../../src-shared/event.ts'
import { createRepo } from './repos.ts'
import { at, deployment, workspace } from './workspace.ts'

export function to(
  environment: string,
  id: string,
  finished: string,
  more: Partial<Extract<Event, { type: 'deployment' }>> = {},
): Event {
  return deployment(id, finished, { environment, system: 'shop', ...more })
}

/** c1 – c2 – c3 – c4 – c5, and h1 on c2. */
export async function shop() {
  const repo = createRepo({ name: 'shop' })
  const [, c2 = '', c3 = '', c4 = '', c5 = ''] = [1, 2, 3, 4, 5].map((day) =>
    repo.commit({ at: `2026-06-0${day}T09:00:00Z`, message: `Change ${day}` }),
  )
  const h1 = repo.commit({ at: '2026-06-14T09:00:00Z', message: 'Hotfix', parents: [c2], branch: 'hotfix' })
  const opened = await workspace('2026-07-01T00:00:00Z')
  await opened.send(
    to('production', 'p1', '2026-06-10T10:00:00Z', { version: '1.1.0', commits: [c2] }),
    to('production', 'p2', '2026-06-15T10:00:00Z', { version: '1.1.1', commits: [h1] }),
    to('production', 'p3', '2026-06-19T10:00:00Z', {
      version: '1.2.0',
      commits: [c4],
      state: 'failed',
      started_at_ms: at('2026-06-19T09:50:00Z'),
    }),
    to('production', 'p4', '', {
      version: '1.2.0',
      commits: [c4],
      state: 'started',
      started_at_ms: at('2026-06-30T23:30:00Z'),
      finished_at_ms: null,
    }),
    to('staging', 's1', '2026-06-18T10:00:00Z', { version: '1.2.0', commits: [c4.slice(0, 9)] }),
    to('dev', 'd1', '2026-06-20T10:00:00Z', { commits: [c5] }),
  )
  return { opened, repo, c3, c4, c5, h1 }
}
