// The app without a window: the same core and the same pages, for a browser. Says nothing itself; the command line
// prints the addresses.
import type { Assets } from '../../assets.ts'
import { removeInstance, writeInstance } from '../../instance.ts'
import type { ListenTo } from '../../listener/reach.ts'
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
  // Loaded while the threads start.
  const loading = import('../../assets.ts')
  const workspaces: Workspaces = await openWorkspaces({ dataDir, listen })
  let assets: Assets
  try {
    const { openAssets } = await loading
    assets = await openAssets({
      rendererDir,
      dataDir,
      port,
      dispatch: workspaces.dispatch,
      subscribe: workspaces.subscribe,
    })
  } catch (error) {
    await workspaces.close()
    throw error
  }
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
