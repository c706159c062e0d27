// Every page of the listener. The list is explicit; dialects add theirs here.
import { devlakePages } from './devlake-pages.ts'
import type { Page } from './page.ts'
import { referencePages } from './reference-pages.ts'
import { versionerPages } from './versioner-pages.ts'

const dialectPages: readonly Page[] = [...devlakePages, ...versionerPages]

export const pages: readonly Page[] = [...referencePages(dialectPages), ...dialectPages]
