// The system's dialog for a folder or a file, where there is one.
import { shiplog, isDesktop } from '../transport.ts'
import { valueOf } from '../use-call.ts'

/** The chosen paths, none when the person closed the dialog, or null where there is no dialog: in a browser. */
export async function choosePaths(what: 'folder' | 'file'): Promise<string[] | null> {
  if (!isDesktop) return null
  const reply = await shiplog.call('workspace.choose', { what })
  if (!reply.ok && reply.error.code === 'unavailable') return null
  return valueOf(reply).paths
}
