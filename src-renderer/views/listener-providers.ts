// The providers that send webhooks of their own: what to fill in there, in their words, and what Shiplog makes of it.
// What is said here in brief stands in docs/sources.md in full.
export interface Provider {
  /** The id of its source, and the end of its address. */
  id: string
  title: string
  /** What goes into which field of theirs. */
  secret: string
  /** What to tick there, and what it becomes. */
  ticks: readonly { tick: string; becomes: string }[]
}

export const providers: readonly Provider[] = [
  {
    id: 'github',
    title: 'GitHub',
    secret: 'Its “Secret” is a key that signs (whsec_…). The content type may be either.',
    ticks: [
      { tick: 'Deployment statuses', becomes: 'deployments, with how they ended' },
      { tick: 'Issues', becomes: 'issues; with the label “incident” incidents, with “bug” bugs' },
      {
        tick: 'Pushes',
        becomes: 'a change for each commit on the main branch; version tags deployments with ?tags=production',
      },
      { tick: 'Pull requests', becomes: 'when merged, a change since the request was opened' },
      { tick: 'Workflow runs', becomes: 'builds; deployments with ?workflow=Deploy at the end of the address' },
      { tick: 'Releases', becomes: 'deployments with ?releases=production at the end of the address' },
    ],
  },
  {
    id: 'gitlab',
    title: 'GitLab',
    secret:
      'Its “Secret token” is any key that does not sign. Where it has a “Signing token”, a key that signs instead.',
    ticks: [
      { tick: 'Deployment events', becomes: 'deployments, with how they ended' },
      { tick: 'Issues events', becomes: 'issues; incidents by their type or label, bugs by the label “bug”' },
      { tick: 'Push events', becomes: 'a change for each commit on the main branch' },
      {
        tick: 'Tag push events',
        becomes: 'deployments of version tags with ?tags=production at the end of the address',
      },
      { tick: 'Merge request events', becomes: 'when merged, a change since the request was opened' },
      { tick: 'Pipeline events', becomes: 'builds' },
      { tick: 'Releases events', becomes: 'deployments with ?releases=production at the end of the address' },
    ],
  },
]
