// Every provider that sends webhooks of its own, in the order shown.
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { pagerDuty } from './pager-duty.ts'
import type { Provider } from './provider.ts'

export const providers: readonly Provider[] = [github, gitlab, pagerDuty]
