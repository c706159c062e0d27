// The pages of the sidebar, in order, with the keys that lead to them: the keyboard, the sidebar and the command palette
// all read this list.
import {
  Activity,
  BookText,
  Boxes,
  CircleAlert,
  FileInput,
  FolderGit2,
  Gauge,
  GitCommitHorizontal,
  Grid3x3,
  Hammer,
  ListChecks,
  ListTodo,
  Radio,
  Scale,
  Settings,
} from 'lucide-react'

export interface PageEntry {
  path: string
  title: string
  icon: typeof Gauge
  group: 'numbers' | 'sources' | 'workspace'
  /** With the modifier, or alone outside text fields. There are fewer digits than pages. */
  key?: string
}

export const pages: readonly PageEntry[] = [
  { path: '/', title: 'Overview', icon: Gauge, group: 'numbers', key: '1' },
  { path: '/deployments', title: 'Deployments', icon: Activity, group: 'numbers', key: '2' },
  { path: '/incidents', title: 'Incidents', icon: CircleAlert, group: 'numbers', key: '3' },
  { path: '/changes', title: 'Changes', icon: GitCommitHorizontal, group: 'numbers' },
  { path: '/environments', title: 'Environments', icon: Grid3x3, group: 'numbers', key: '4' },
  { path: '/versions', title: 'Versions', icon: Boxes, group: 'numbers' },
  { path: '/builds', title: 'Builds', icon: Hammer, group: 'numbers' },
  { path: '/issues', title: 'Issues', icon: ListTodo, group: 'numbers' },
  { path: '/systems', title: 'Systems and repositories', icon: FolderGit2, group: 'sources', key: '5' },
  { path: '/imports', title: 'Imports', icon: FileInput, group: 'sources', key: '6' },
  { path: '/listener', title: 'Listener', icon: Radio, group: 'sources', key: '7' },
  { path: '/quality', title: 'Data quality', icon: ListChecks, group: 'sources', key: '8' },
  { path: '/journal', title: 'Journal', icon: BookText, group: 'workspace', key: '9' },
  { path: '/decisions', title: 'Decisions', icon: Scale, group: 'workspace' },
  { path: '/settings', title: 'Settings', icon: Settings, group: 'workspace', key: ',' },
]

export const onMac = /mac/i.test(navigator.platform)

/** "⌘1" or "Ctrl 1". */
export function withMod(key: string): string {
  return onMac ? `⌘${key}` : `Ctrl ${key}`
}
