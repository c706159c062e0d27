// Every export that is known, in the order in which they are shown. Listed by hand, so that a search finds each.
import { codeHosts } from './code-hosts.ts'
import { deliveryTools } from './delivery-tools.ts'
import { gitHostsIssues } from './git-hosts-issues.ts'
import { helpDesks } from './help-desks.ts'
import { incidentTools } from './incident-tools.ts'
import { jira } from './jira.ts'
import { opsgenie } from './opsgenie.ts'
import { pagerDuty } from './pager-duty.ts'
import type { Preset } from './preset.ts'
import { serviceNow } from './service-now.ts'

export const presets: readonly Preset[] = [
  ...pagerDuty,
  ...opsgenie,
  ...serviceNow,
  ...jira,
  ...gitHostsIssues,
  ...incidentTools,
  ...helpDesks,
  ...codeHosts,
  ...deliveryTools,
]
