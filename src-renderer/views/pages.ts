// The pages of the sidebar, in order: the number keys, the sidebar and the command palette all read this list.
import {
  Activity,
  BookText,
  CircleAlert,
  FileInput,
  FolderGit2,
  Gauge,
  ListChecks,
  Radio,
  Settings,
} from 'lucide-react'

export interface PageEntry {
  path: string
  title: string
  icon: typeof Gauge
  group: 'numbers' | 'sources' | 'workspace'
}

export const pages: readonly PageEntry[] = [
  { path: '/', title: 'Overview', icon: Gauge, group: 'numbers' },
  { path: '/deployments', title: 'Deployments', icon: Activity, group: 'numbers' },
  { path: '/incidents', title: 'Incidents', icon: CircleAlert, group: 'numbers' },
  { path: '/systems', title: 'Systems and repositories', icon: FolderGit2, group: 'sources' },
  { path: '/imports', title: 'Imports', icon: FileInput, group: 'sources' },
  { path: '/listener', title: 'Listener', icon: Radio, group: 'sources' },
  { path: '/quality', title: 'Data quality', icon: ListChecks, group: 'sources' },
  { path: '/journal', title: 'Journal', icon: BookText, group: 'workspace' },
  { path: '/settings', title: 'Settings', icon: Settings, group: 'workspace' },
]

export const onMac = /mac/i.test(navigator.platform)

/** "⌘1" or "Ctrl 1". */
export function withMod(key: string): string {
  return onMac ? `⌘${key}` : `Ctrl ${key}`
}
