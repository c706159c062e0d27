// Files as known systems export them, each with a trap or two: what it is taken for, what every row becomes, worked out by
// hand. Rows that name no system are "shop"; times without an offset are read in Berlin, UTC+1, in summer UTC+2, unless the
// export is known to be in UTC. An end that is estimated has a `~`.
import { readdirSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { presets } from '../../../src-main/sources/files/presets/index.ts'
import type { Event } from '../../../src-shared/event.ts'
import type { FileTranslation } from '../../../src-main/sources/source.ts'
import { fixture, translate as read } from './fixture.ts'

const pipe = 'not among the rows asked for'
const jiraTypes =
  'only issues of the types Incident and Outage are incidents here; say which are, such as Issue Type=Bug'

interface Expected {
  file: string
  preset: string | null
  events: string[]
  /** "row: reason", those left out in brackets. */
  skipped?: string[]
  warned?: string[]
}

const expected: Expected[] = [
  {
    file: 'pagerduty.json',
    preset: 'pagerduty',
    // No resolved_at: the last change of one that is resolved. A null priority leaves the urgency.
    events: [
      'checkout Q3YON8 2026-03-01T06:23:06Z 2026-03-01T07:23:06Z~ high "Checkout is slow"',
      'api Q3YON9 2026-03-02T06:00:00Z 2026-03-02T06:30:00Z P2 "API errors"',
      'api Q3YON0 2026-03-03T06:00:00Z open high "Still on"',
    ],
    warned: ['1 row: the end is the time of the last change, because the file does not say when it was resolved.'],
  },
  {
    file: 'pagerduty-analytics-naive-utc.csv',
    preset: 'pagerduty-analytics',
    // In July Berlin would be two hours earlier; Q3 ends after seconds_to_resolve.
    events: [
      'storage Q1 2026-07-01T00:03:27Z 2026-07-01T01:03:27Z P1 "Disk full"',
      'storage Q2 2026-07-02T00:00:00Z open low "CPU"',
      'storage Q3 2026-07-03T00:00:00Z 2026-07-03T00:02:00Z low "Flap"',
    ],
    warned: ['Times of PagerDuty Analytics carry no zone: they are read as UTC, unless another zone is chosen.'],
  },
  {
    file: 'pagerduty-report.csv',
    preset: 'pagerduty-report',
    events: ['worker Q5 2026-03-01T15:12:00Z 2026-03-01T15:42:00Z high "Queue stuck"'],
  },
  {
    file: 'opsgenie.json',
    preset: 'opsgenie',
    // The impact, not the record of it. An owner stands in where no service is named.
    events: [
      'payments 70413a06 2026-03-01T14:00:00Z 2026-03-01T15:30:00Z P1 "Payments down"',
      'team-a 70413a07 2026-03-02T14:00:00Z open P3 "Slow"',
    ],
  },
  {
    file: 'opsgenie-alerts-epochms.csv',
    preset: 'opsgenie-alerts',
    // 1772355600000 is 2026-03-01T09:00:00Z. That an open one changed is no end.
    events: [
      'core a1 2026-03-01T09:00:00Z 2026-03-01T10:00:00Z~ P1 "Disk"',
      'core a2 2026-03-01T09:00:00Z open P3 "CPU"',
    ],
    warned: [
      'Alerts are not incidents: choose the rows that count, such as Priority<=2.',
      '1 row: the end is the time of the last change, because the file does not say when it was resolved.',
    ],
  },
  {
    file: 'opsgenie-webhook-ns-updatedAt.json',
    preset: 'opsgenie-webhooks',
    // 1772359200123456789 is in nanoseconds: 10:00:00.123, while createdAt is in milliseconds.
    events: [
      'storage 052652ac-5d1c-464a-812a-7dd18bbfba8c 2026-03-01T09:00:00Z open P2 "Disk 95 %"',
      'storage 052652ac-5d1c-464a-812a-7dd18bbfba8c 2026-03-01T09:00:00Z 2026-03-01T10:00:00Z~ P2 "Disk 95 %"',
    ],
    skipped: ['(2: only creating and closing an alert say whether it is open)'],
    warned: [
      'Alerts are not incidents: choose the rows that count, such as alert.priority=P1|P2.',
      '1 row: the end is the time of the last change, because the file does not say when it was resolved.',
    ],
  },
  {
    file: 'html-titles.csv',
    preset: null,
    // Tags and entities of HTML become text, a type's parameter is none; what nobody sees is gone, but what joins the
    // parts of an emoji or Persian letters stays.
    events: [
      'shop H1 2026-03-01T10:00:00Z 2026-03-01T11:00:00Z - "Checkout is down for R&D"',
      'shop H2 2026-03-02T10:00:00Z 2026-03-02T11:00:00Z - "List<String> is null when a < b"',
      'shop H3 2026-03-03T10:00:00Z 2026-03-03T11:00:00Z - "gnp.exe Pay fails"',
      'shop H4 2026-03-04T10:00:00Z 2026-03-04T11:00:00Z - "Login <b> broken"',
      'shop H5 2026-03-05T10:00:00Z 2026-03-05T11:00:00Z - "👨\u200d👩\u200d👧 plan, می\u200cخواهم"',
    ],
  },
  {
    file: 'unknown-status.csv',
    preset: null,
    // The times decide where nobody knows the word.
    events: [
      'shop 1 2026-03-01T10:00:00Z open P1 -',
      'shop 2 2026-03-02T10:00:00Z 2026-03-02T11:00:00Z P9 -',
      'shop 3 2026-03-03T10:00:00Z open high -',
      'shop 4 2026-03-04T10:00:00Z 2026-03-04T11:00:00Z - -',
    ],
    warned: [
      '3 rows have a status that is not known: "Parked" (2), "Abandoned" (1). Their times decide: resolved with an end, ' +
        'open without one. Say what such a word stands for where that is wrong.',
    ],
  },
  {
    file: 'servicenow-cp1252-usertz.csv',
    preset: 'servicenow',
    // 31-03 proves that days come first; on 2 April Berlin is UTC+2. State 2 is in progress.
    events: [
      'Netz INC0010007 2026-03-01T08:00:00Z 2026-03-01T09:00:00Z 2 - High "Drucker fällt aus"',
      'Netz INC0010009 2026-04-02T07:00:00Z open 3 - Moderate "VPN"',
    ],
    skipped: ['(3: its status "Canceled" means that it is no incident)'],
    warned: [
      'ServiceNow writes times in the zone of whoever exported them. Without a column Resolved, add it to the list and export again.',
    ],
  },
  {
    file: 'servicenow-api.json',
    preset: 'servicenow-api',
    events: [
      'sys1 INC0000060 2026-03-01T09:00:00Z 2026-03-01T10:00:00Z 1 "Mail is down" blames CHG0000017',
      'shop INC0000061 2026-03-02T09:00:00Z open 3 "Open"',
    ],
  },
  {
    file: 'jira-dup-headers-multiline.csv',
    preset: 'jira',
    // Two components: the first. None: the project. Environment is free text here, and no field.
    events: [
      'web SUP-1 2026-02-25T21:17:00Z 2026-02-26T00:00:00Z High "Checkout down,\nagain"',
      'Support SUP-2 2026-03-01T08:00:00Z open Highest "Outage of login"',
    ],
    skipped: [`(4: ${jiraTypes})`],
  },
  {
    file: 'jira-server-fr-months.csv',
    preset: 'jira',
    events: [
      'shop OPS-1 2025-03-12T22:33:00Z 2025-03-13T00:33:00Z Major "Panne"',
      'shop OPS-2 2025-08-03T06:00:00Z 2025-08-03T07:00:00Z Major "Panne"',
    ],
  },
  {
    file: 'jira.json',
    preset: 'jira-json',
    // Its category says new, its date of resolution that it is over.
    events: ['pay OPS-7 2026-06-12T00:13:13Z 2026-06-12T01:13:13Z High "Pay fails"'],
    skipped: [`(2: ${jiraTypes})`],
  },
  {
    file: 'github-issues-gh.json',
    preset: 'github-issues-gh',
    events: [
      'shop https://github.com/o/r/issues/1 2026-03-01T10:00:00Z 2026-03-01T11:00:00Z - "Site down"',
      'shop https://github.com/o/r/issues/3 2026-03-03T10:00:00Z open - "Open"',
    ],
    skipped: ['(2: its status "NOT_PLANNED" means that it is no incident)'],
    warned: ['Not every issue is an incident: choose those that are, such as labels[].name=incident.'],
  },
  {
    file: 'github-issues.json',
    preset: 'github-issues',
    events: [
      'shop https://github.com/o/r/issues/5 2026-03-01T10:00:00Z 2026-03-01T12:00:00Z - "Down"',
      'shop https://github.com/o/r/issues/7 2026-03-03T10:00:00Z open - "Again"',
    ],
    skipped: ['(2: a pull request is no incident)'],
    warned: ['Not every issue is an incident: choose those that are, such as labels[].name=incident.'],
  },
  {
    file: 'gitlab-184.csv',
    preset: 'gitlab-issues',
    events: ['shop https://gitlab.com/g/p/-/issues/12 2026-07-01T10:00:00Z 2026-07-01T11:00:00Z - "Down"'],
    skipped: [
      '(3: only issues of the type Incident are incidents here; say which are, such as Labels~incident or Type=Incident|Issue)',
    ],
  },
  {
    file: 'gitlab-pre184.csv',
    preset: 'gitlab-issues',
    // The same issue by its address, although its id is another number.
    events: ['shop https://gitlab.com/g/p/-/issues/12 2026-07-01T10:00:00Z open - "Down"'],
    // There was no type before 18.4.
    warned: ['1 row: nothing in the file says which type it has, so that each was taken for one that counts.'],
  },
  {
    file: 'gitlab-issues.json',
    preset: 'gitlab-issues-json',
    events: ['shop https://gitlab.com/g/p/-/issues/12 2026-07-01T10:00:00Z 2026-07-01T11:00:00Z HIGH "Down"'],
  },
  {
    file: 'statuspage-maintenance.json',
    preset: 'statuspage',
    events: ['API s1 2026-03-01T10:00:00Z 2026-03-01T12:00:00Z major "Elevated errors"'],
    skipped: ['(2: maintenance is no incident)'],
  },
  {
    file: 'incident-io.json',
    preset: 'incident-io',
    // "Fixed" is empty, so "Resolved" counts.
    events: ['shop INC-123 2026-03-01T10:00:00Z 2026-03-01T11:30:00Z Major "Checkout"'],
    skipped: ['(2: a test or tutorial is no incident)', '(3: its status "declined" means that it is no incident)'],
  },
  {
    file: 'firehydrant.json',
    preset: 'firehydrant',
    events: ['search f1 2026-03-01T09:58:00Z 2026-03-01T11:00:00Z SEV2 "Search down"'],
  },
  {
    file: 'rootly.json',
    preset: 'rootly',
    events: ['cart r1 2026-11-28T03:44:33Z 2026-11-28T04:44:33Z SEV1 "Cart"'],
    skipped: ['(2: a test, an example or scheduled work is no incident)'],
  },
  {
    file: 'sentry.json',
    preset: 'sentry',
    events: [],
    skipped: [
      '(1: errors are not incidents; say which are, such as level=fatal)',
      '(2: errors are not incidents; say which are, such as level=fatal)',
    ],
    warned: ['Sentry does not say when an issue was resolved: the time it was last seen is taken.'],
  },
  {
    file: 'datadog.json',
    preset: 'datadog',
    events: ['ingest d-1 2026-03-01T10:00:00Z 2026-03-01T10:45:00Z SEV-2 "Ingest late"'],
  },
  {
    file: 'grafana-oncall.json',
    preset: 'grafana-oncall',
    events: ['CFRPV98RPR1U8 I68T24C13IFW1 2026-03-01T10:00:00Z 2026-03-01T10:20:00Z - "Memory above 90 %"'],
    warned: ['Alert groups are not incidents: choose the rows that count, such as title~checkout.'],
  },
  {
    file: 'grafana-irm.json',
    preset: 'grafana-irm',
    events: ['checkout 1 2026-03-01T10:00:00Z 2026-03-01T11:00:00Z major "Checkout"'],
    skipped: ['(2: a drill is no incident)'],
  },
  {
    file: 'grafana-endsAt-0001.json',
    preset: null,
    // Year 1 is how Go writes that there is no time.
    events: ['shop g1 2026-03-01T10:00:00Z open - "Firing"'],
  },
  {
    file: 'better-stack.json',
    preset: 'better-stack',
    events: ['shop.example 25 2026-03-01T10:00:00Z 2026-03-01T10:07:00Z - "Status 502"'],
  },
  {
    file: 'zendesk-hours-vs-minutes.csv',
    preset: 'zendesk',
    // The times count; the column of hours beside one of minutes is not needed.
    events: ['Core 35436 2026-07-01T08:00:00Z 2026-07-01T09:30:00Z Urgent "Shop down"'],
    skipped: [
      '(3: only tickets of the types Incident and Problem are incidents here; say which are, such as Ticket type=Question)',
    ],
    warned: ['Zendesk writes times in the zone of the account.'],
  },
  {
    file: 'freshdesk-hms-131h.csv',
    preset: 'freshworks',
    // 131 h 4 min 22 s after 1 July 08:00 UTC: 5 days, 11 h 4 min 22 s.
    events: [
      'Core 501 2026-07-01T08:00:00Z 2026-07-06T19:04:22Z Urgent "Shop down"',
      'Core 502 2026-07-02T08:00:00Z open Low "Open"',
    ],
    warned: ['Freshworks writes times in the zone of the account.'],
  },
  {
    file: 'github-deployments-no-status.json',
    preset: 'github-deployments',
    events: ['shop production 42 pending - a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d 2026-03-01T10:00:00Z -'],
    skipped: ['(2: GitHub Pages is no environment of a system)'],
    warned: [
      'GitHub lists deployments without how they ended: those are pending and count in no number. To take them for ' +
        'successful ones, say that a blank status stands for succeeded.',
    ],
  },
  {
    file: 'github-deployments-graphql.json',
    preset: 'github-deployments-graphql',
    events: [
      'shop production DE_1 succeeded - a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d 2026-03-01T10:00:00Z 2026-03-01T10:05:00Z',
    ],
  },
  {
    file: 'github-releases-gh.json',
    preset: 'github-releases-gh',
    events: ['shop production v1.4.0 succeeded v1.4.0 - - 2026-03-01T10:00:00Z'],
    skipped: [
      '(2: a draft was not released)',
      '(3: a pre-release is no deployment, as with tags; to take them as well, say isPrerelease=true|false)',
    ],
  },
  {
    file: 'github-releases.json',
    preset: 'github-releases',
    // created_at is the commit's.
    events: ['shop production v1.4.0 succeeded v1.4.0 - - 2026-03-01T10:00:00Z'],
    skipped: [
      '(2: a pre-release is no deployment, as with tags; to take them as well, say prerelease=true|false)',
      '(3: a draft was not released)',
    ],
  },
  {
    file: 'octokit-run-null-conclusion.json',
    preset: 'github-runs',
    // The first is completed, but nothing says how: it counts neither as a success nor as a failure.
    events: [
      'r production 30433642 pending - acb5820ced9479c074f688cc328bf03f341a511d 2026-03-01T10:00:05Z -',
      'r production 30433643 failed - acb5820ced9479c074f688cc328bf03f341a511d 2026-03-01T11:00:05Z 2026-03-01T11:04:00Z',
    ],
    warned: ['Not every run deploys: choose those that do, such as name=Deploy.'],
  },
  {
    file: 'github-runs-gh.json',
    preset: 'github-runs-gh',
    events: [
      'shop production 99 succeeded - acb5820ced9479c074f688cc328bf03f341a511d 2026-03-01T10:00:05Z 2026-03-01T10:04:00Z',
    ],
    warned: ['Not every run deploys: choose those that do, such as workflowName=Deploy.'],
  },
  {
    file: 'gitlab-deployments.json',
    preset: 'gitlab-deployments',
    // The first has no status of its own.
    events: [
      'shop production 41 succeeded main 99d03678b90d914dbb1b109132516d71a4a03ea8 2026-03-01T10:00:10Z 2026-03-01T10:01:00Z',
      'shop production 42 failed main a91957a858320c0e17f3a0eca7cfacbff50ea29a 2026-03-02T10:00:10Z 2026-03-02T10:01:00Z',
    ],
  },
  {
    file: 'bitbucket-deployments.json',
    preset: 'bitbucket-deployments',
    events: [
      'shop Production {8d3b1c1e} succeeded #186 99d03678b90d 2026-03-01T10:00:05Z 2026-03-01T10:02:00Z',
      'shop Production {8d3b1c1f} started #187 99d03678b90e 2026-03-02T10:00:05Z -',
    ],
  },
  {
    file: 'jenkins-null-result-two-builddata.json',
    preset: 'jenkins',
    // 1772359200000 is 10:00; the first build data is that of the job. An hour apart each.
    events: [
      'shop staging https://ci.example/job/shop/31/ succeeded - 99d03678b90d914dbb1b109132516d71a4a03ea8 2026-03-01T10:00:00Z 2026-03-01T10:01:01Z',
      'shop production https://ci.example/job/shop/33/ aborted - - 2026-03-01T12:00:00Z 2026-03-01T12:00:01Z',
    ],
    skipped: ['(2: it is still running)', '(3: it has no result yet)'],
    warned: ['Not every build deploys: choose those that do, such as fullDisplayName~deploy.'],
  },
  {
    file: 'argocd-multisource.json',
    preset: 'argocd',
    events: [
      'shop prod shop/3 succeeded 99d03678b90d914dbb1b109132516d71a4a03ea8 - 2026-03-01T10:00:00Z 2026-03-01T10:01:00Z',
      'shop prod shop/4 succeeded 11d03678b90d914dbb1b109132516d71a4a03ea8 - - 2026-03-02T10:01:00Z',
    ],
    warned: [
      'Argo CD keeps the last ten successful deployments, and of those that failed at most the very last; their revisions are those of the repository it deploys from.',
    ],
  },
  {
    file: 'octopus.csv',
    preset: 'octopus',
    events: [
      'shop Production Deployments-1 succeeded 1.4.0 - - 2026-03-01T10:00:00Z',
      'shop Production Deployments-2 failed 1.4.1 - - 2026-03-02T10:00:00Z',
    ],
  },
  {
    file: 'circleci.json',
    preset: 'circleci',
    events: [
      'gh/o/shop production c1 succeeded - - 2026-03-01T10:00:00Z 2026-03-01T10:03:00Z',
      'gh/o/shop production c2 pending - - 2026-03-02T10:00:00Z -',
    ],
    warned: ['Not every workflow deploys: choose those that do, such as name=deploy.'],
  },
  {
    file: 'azure-devops.json',
    preset: 'azure-devops',
    events: [
      'shop Production 7 succeeded Release-3 - 2026-03-01T10:00:05Z 2026-03-01T10:02:00Z',
      'shop Production 8 pending Release-4 - 2026-03-02T10:00:00Z -',
    ],
  },
  {
    file: 'devlake-deployments.csv',
    preset: 'devlake-deployments',
    events: [
      'webhook:Connection:1 PRODUCTION d-1 succeeded - 99d03678b90d914dbb1b109132516d71a4a03ea8 2026-03-01T10:00:00Z 2026-03-01T10:05:00Z',
      'webhook:Connection:1 PRODUCTION d-2 failed - 99d03678b90d914dbb1b109132516d71a4a03ea8 2026-03-02T10:00:00Z 2026-03-02T10:05:00Z',
    ],
  },
  {
    file: 'devlake-incidents.csv',
    preset: 'devlake-incidents',
    events: ['shop INC-1 2026-03-01T10:00:00Z 2026-03-01T11:00:00Z P1 "Down"'],
    skipped: ['(3: only issues of the type INCIDENT are incidents here; say which are, such as type=BUG)'],
  },
  {
    file: 'freshservice.csv',
    preset: 'freshworks',
    // 31/03 proves that days come first; in summer Berlin is UTC+2. It is over when it is resolved, not when it is closed.
    events: ['Mail INC-9 2026-03-31T08:12:00Z 2026-03-31T11:12:00Z Urgent "Mail is down"'],
    skipped: ['(3: a question or a request is no incident)'],
    warned: ['Freshworks writes times in the zone of the account.'],
  },
  {
    file: 'github-deployments-statuses.json',
    preset: 'github-deployments',
    // The first ended when it succeeded, not a day later when another took its place. The second still runs.
    events: [
      'shop production 44 succeeded - a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d 2026-03-01T10:00:00Z 2026-03-01T10:04:00Z',
      'shop production 45 started - a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d 2026-03-02T10:00:00Z -',
      'shop production 46 failed - a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d 2026-03-03T10:00:00Z 2026-03-03T10:03:00Z',
    ],
    warned: [
      'GitHub lists deployments without how they ended: those are pending and count in no number. To take them for ' +
        'successful ones, say that a blank status stands for succeeded.',
    ],
  },
  {
    file: 'argocd-failed.json',
    preset: 'argocd',
    // What failed is not in the history, but the last operation says it.
    events: [
      'cart prod cart/0 succeeded 99d03678b90d914dbb1b109132516d71a4a03ea8 - 2026-03-01T10:00:00Z 2026-03-01T10:01:00Z',
      'cart prod cart/2026-03-03T10:00:00Z failed 11d03678b90d914dbb1b109132516d71a4a03ea8 - 2026-03-03T10:00:00Z 2026-03-03T10:02:00Z',
    ],
    warned: [
      'Argo CD keeps the last ten successful deployments, and of those that failed at most the very last; their revisions are those of the repository it deploys from.',
    ],
  },
  {
    file: 'bitbucket-without-result.json',
    preset: 'bitbucket-deployments',
    // "Completed" alone does not say how.
    events: [
      'shop Production {8d3b1c20} pending #188 99d03678b90f 2026-03-03T10:00:05Z -',
      'shop Production {8d3b1c21} aborted #189 99d03678b90f 2026-03-04T10:00:05Z 2026-03-04T10:02:00Z',
    ],
  },
  {
    file: 'jira-dropped.csv',
    preset: 'jira',
    events: ['shop OPS-22 2026-03-03T09:00:00Z 2026-03-03T10:00:00Z High "Really down"'],
    skipped: ['(2: its resolution means that it was no incident)', '(3: its resolution means that it was no incident)'],
  },
  {
    file: 'jira-without-types.csv',
    preset: 'jira',
    events: ['shop OPS-30 2026-03-01T09:00:00Z 2026-03-01T09:05:00Z - "Down"'],
    warned: ['1 row: nothing in the file says which type it has, so that each was taken for one that counts.'],
  },
  {
    file: 'excel-unicode-utf16le-tab.txt',
    preset: null,
    // A line break in a cell is part of it.
    events: [
      'Kasse U1 2026-03-31T08:00:00Z 2026-03-31T08:30:00Z - "Bezahlen hängt"',
      'Kasse U2 2026-04-01T08:00:00Z open - "Zeile 1\nZeile 2"',
    ],
  },
  {
    file: 'sheet-semicolon-decimalcomma-preamble-total.csv',
    preset: null,
    // What stands above the header and the total below are no rows. On 31 March and 1 April Berlin is UTC+2.
    events: [
      'web A 2026-03-31T08:00:00Z 2026-03-31T09:30:00Z hoch -',
      'web B 2026-04-01T08:00:00Z 2026-04-01T09:00:00Z niedrig -',
    ],
    skipped: ['(8: a line of totals)'],
    warned: ['Lines above the header are no rows: "Ausfälle 2026", "Stand: 02.04.2026".'],
  },
  {
    file: 'excel-serial-dates.csv',
    preset: null,
    // Day 45992 is 1 December 2025; half a day is noon, in Berlin UTC+1.
    events: ['web X1 2025-12-01T11:00:00Z 2025-12-01T17:00:00Z - -', 'web X2 2025-12-01T23:00:00Z open - -'],
  },
  {
    file: 'year-2-digit.csv',
    preset: null,
    events: ['shop Y1 2026-02-01T09:00:00Z 2026-02-01T10:00:00Z - -', 'shop Y2 2025-12-31T09:00:00Z open - -'],
  },
  {
    file: 'only-durations.csv',
    preset: null,
    events: ['web D1 2026-03-01T10:00:00Z 2026-03-01T11:20:00Z - -', 'web D2 2026-03-02T10:00:00Z open - -'],
    skipped: ['4: is no length of time; write it as 1h 20m, 80 min or 1:20'],
  },
  {
    file: 'date-and-time.csv',
    preset: null,
    events: ['web T1 2026-03-01T09:00:00Z 2026-03-01T10:20:00Z - -'],
  },
  {
    file: 'deployments-by-hand.csv',
    preset: null,
    events: [
      'shop prod row-? succeeded 1.4.0 - - 2026-03-01T10:00:00Z',
      'shop prod row-? failed 1.4.1 - - 2026-03-02T10:00:00Z',
    ],
    skipped: [
      '4: "maybe" is no result of a deployment; expected pending, running, succeeded, failed or cancelled, or say what it stands for',
    ],
  },
]

function translate(file: string, choices = {}): FileTranslation {
  return read(`exports/${file}`, fixture(`exports/${file}`), choices)
}

function time(ms: number | null | undefined, none = '-'): string {
  return ms === null || ms === undefined ? none : `${new Date(ms).toISOString().slice(0, 19)}Z`
}

function inWords(event: Event): string {
  const title = 'title' in event && typeof event.title === 'string' ? ` "${event.title}"` : ' -'
  if (event.type === 'incident') {
    const blames = typeof event.deployment === 'string' ? ` blames ${event.deployment}` : ''
    const { system, id, severity } = event
    const end = `${time(event.resolved_at_ms, 'open')}${event.end_estimated === true ? '~' : ''}`
    return `${system} ${id} ${time(event.started_at_ms)} ${end} ${severity ?? '-'}${title}${blames}`
  }
  if (event.type !== 'deployment') return event.type
  const { system, environment, state, version, commits } = event
  const id = event.id.replace(/^row-[0-9a-f]{16}$/, 'row-?')
  const of = `${system} ${environment} ${id} ${state} ${version ?? '-'} ${commits?.join(',') ?? '-'}`
  return `${of} ${time(event.started_at_ms)} ${time(event.finished_at_ms)}`
}

describe('an export', () => {
  it.each(expected.map((one) => [one.file, one] as const))(
    '%s',
    (file, { preset, events, skipped = [], warned = [] }) => {
      const found = translate(file)
      expect(found.preset?.id ?? null).toBe(preset)
      expect(found.events.map(inWords)).toEqual(events)
      expect(
        found.skipped.map(({ row, reason, left }) => (left === true ? `(${row}: ${reason})` : `${row}: ${reason}`)),
      ).toEqual(skipped)
      expect(found.warnings).toEqual(warned)
      expect(found.events.length + found.skipped.length).toBe(found.rows)
    },
  )

  test('every file is expected, and every preset has one', () => {
    const files = readdirSync(new URL('../../fixtures/files/exports', import.meta.url))
    expect(expected.map(({ file }) => file).toSorted()).toEqual(files.toSorted())
    const tried = new Set(expected.map(({ preset }) => preset))
    expect(presets.filter(({ id }) => !tried.has(id)).map(({ id }) => id)).toEqual([])
  })
})

test('exactly so many rows as such a list has at most are a page that was cut', () => {
  const issues = (count: number) =>
    JSON.stringify(
      Array.from({ length: count }, (_, i) => ({
        number: i + 1,
        title: `Issue ${i + 1}`,
        state: 'OPEN',
        createdAt: '2026-03-01T10:00:00Z',
        closedAt: null,
      })),
    )
  const cut = 'The file has exactly 30 rows, which is where such an export is cut; ask for more of them.'
  expect(read('issues.json', issues(30)).warnings).toContain(cut)
  expect(read('issues.json', issues(29)).warnings).not.toContain(cut)
  expect(read('issues.json', issues(31)).warnings).not.toContain(cut)
})

describe('what a person chooses', () => {
  test('rows, in place of those the export would have', () => {
    const found = translate('jira-dup-headers-multiline.csv', { where: ['Issue Type=Bug'] })
    expect(found.events.map(({ id }) => id)).toEqual(['SUP-3'])
    expect(found.skipped.map(({ reason }) => reason)).toEqual([`${pipe}: Issue Type=Bug`, `${pipe}: Issue Type=Bug`])
  })

  test.each([
    ['Priority<=2', ['a1']],
    ['Priority>=2', ['a2']],
    ['Message~cp', ['a2']],
    ['Status!=open', ['a1']],
    ['Status=open|closed', ['a1', 'a2']],
  ])('rows where %s', (where, ids) => {
    expect(translate('opsgenie-alerts-epochms.csv', { where: [where] }).events.map(({ id }) => id)).toEqual(ids)
  })

  test('words, blank ones too', () => {
    const found = translate('github-deployments-no-status.json', { values: { status: { '': 'succeeded' } } })
    // The last change of a list that says no end.
    expect(found.events.map(inWords)).toEqual([
      'shop production 42 succeeded - a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d 2026-03-01T10:00:00Z 2026-03-01T10:05:00Z',
    ])
    const system = translate('pagerduty.json', { values: { system: { checkout: 'web' } } })
    expect(system.events.map((event) => event.system)).toEqual(['web', 'api', 'api'])
  })

  test('columns, and none', () => {
    const found = translate('deployments-by-hand.csv', { as: 'deployments', map: { Version: 'title', Result: '' } })
    expect(found.events.map((event) => (event.type === 'deployment' ? [event.title, event.version] : []))).toEqual([
      ['1.4.0', undefined],
      ['1.4.1', undefined],
      ['1.4.2', undefined],
    ])
  })

  test('the order of dates, where nothing proves it', () => {
    const text = 'id,started\nA,03/04/2026\n'
    expect(read('x.csv', text).skipped[0]?.reason).toContain('is ambiguous')
    expect(read('x.csv', text, { dates: 'day first' }).events.map(inWords)).toEqual([
      'shop A 2026-04-02T22:00:00Z open - -',
    ])
    expect(read('x.csv', text, { dates: 'month first' }).events.map(inWords)).toEqual([
      'shop A 2026-03-03T23:00:00Z open - -',
    ])
  })

  test('a cell that was wrong', () => {
    const edits = [{ row: 4, column: 'Downtime (minutes)', value: '5' }]
    expect(translate('only-durations.csv', { edits }).events.map(inWords)[2]).toBe(
      'web D3 2026-03-03T10:00:00Z 2026-03-03T10:05:00Z - -',
    )
  })

  test('another export, or none', () => {
    expect(translate('pagerduty-analytics-naive-utc.csv', { preset: 'none' }).preset).toBeNull()
    expect(() => translate('pagerduty.json', { preset: 'pagerdute' })).toThrow(
      /^There is no preset "pagerdute"; there are none, pagerduty, /,
    )
  })

  test.each([
    [
      { map: { Nope: 'title' } },
      '"exports/only-durations.csv" has no column "Nope". It has: id, started, Downtime (minutes), system.',
    ],
    [{ where: ['Nope=1'] }, 'No column is called "Nope", which "Nope=1" asks for.'],
    [
      { where: ['id'] },
      '"id" does not say which rows count; expected Column=Value, Column!=Value, Column~part, Column<=2; several values with | between them.',
    ],
    [{ where: ['id<=x'] }, '"id<=x" compares with "x"; expected a number or a severity.'],
    [
      { edits: [{ row: 99, column: 'id', value: '' }] },
      '"exports/only-durations.csv" has no row 99, which a correction is for.',
    ],
  ])('is refused where it does not fit: %j', (choices, message) => {
    expect(() => translate('only-durations.csv', choices)).toThrow(message)
  })
})

test('of several systems the first that is known is taken, and said', () => {
  const known = new Set(['checkout'])
  const found = read('exports/jira-dup-headers-multiline.csv', undefined, {}, known)
  expect(found.events.map(({ system }) => system)).toEqual(['checkout', 'Support'])
  expect(found.knownUsed).toEqual(['checkout'])
})
