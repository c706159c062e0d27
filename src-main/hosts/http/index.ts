// The app without a window: the same core and the same pages, for a browser. Says nothing itself; the command line
// prints the addresses.
import type { HostPush } from '../../../src-shared/client.ts'
import type { Assets } from '../../assets.ts'
import { removeInstance, writeInstance } from '../../instance.ts'
import type { ListenTo } from '../../listener/reach.ts'
import { Rest } from '../../rest.ts'
import { openWorkspaces, type Workspaces } from '../../workspaces.ts'

export interface ServeOptions {
  dataDir: string
  rendererDir: string
  port: number
  listen: ListenTo
}

export interface Served {
  /** The one-time link to open. */
  ui: string
  /** The address that takes events, or "none". */
  events: string
  /** Why events are not where they were expected, or null. */
  note: string | null
  close(): Promise<void>
}

/** Throws a Refusal where the folder is in use, the file cannot be opened, or an address is taken. */
export async function serve({ dataDir, rendererDir, port, listen }: ServeOptions): Promise<Served> {
  // Both at once, since each starts with loading much; what is asked before the workspaces are there waits for them.
  const listeners = new Set<(push: HostPush) => void>()
  const rest = new Rest()
  const opening = rest.during(openWorkspaces({ dataDir, listen }))
  const [opened, served] = await Promise.allSettled([
    opening,
    import('../../assets.ts').then(({ openAssets }) =>
      openAssets({
        rendererDir,
        dataDir,
        port,
        dispatch: (...call) => rest.during(opening.then((workspaces) => workspaces.dispatch(...call))),
        subscribe: (listener) => {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
      }),
    ),
  ])
  if (opened.status === 'rejected' || served.status === 'rejected') {
    if (served.status === 'fulfilled') await served.value.close()
    if (opened.status === 'fulfilled') await opened.value.close()
    throw opened.status === 'rejected' ? opened.reason : (served as PromiseRejectedResult).reason
  }
  const workspaces: Workspaces = opened.value
  const assets: Assets = served.value
  workspaces.subscribe((push) => {
    for (const listener of listeners) listener(push)
  })
  writeInstance(dataDir, { pid: process.pid, origin: assets.origin, token: assets.controlToken })
  const { url, note } = workspaces.listener()
  return {
    ui: assets.mintLink(),
    events: url ?? 'none',
    note,
    close: async () => {
      removeInstance(dataDir)
      await assets.close()
      await workspaces.close()
    },
  }
}
