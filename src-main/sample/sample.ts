// The sample workspace: two systems, one year, one bad month, made from a seed and the day it is made on. It goes in by
// the only road there is, as deliveries, so that everything about it can be opened like real data.
import type { DeploymentEvent, DeploymentKind, DeploymentState, Event } from '../../src-shared/event.ts'
import { dateOf, day, hour, isoOf } from '../../src-shared/time.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import { translate } from '../ingest/translate.ts'
import type { Writer } from '../writer.ts'
import { around, issuesOf } from './around.ts'
import { gaussian, hex40, mulberry32 } from './dice.ts'

interface Plan {
  system: string
  /** Deployments in an ordinary week. */
  perWeek: number
  /** Typical hours from a change to its deployment. */
  leadHours: number
  /** Share of deployments that cause an incident, in ordinary times and in the bad month. */
  failing: number
  failingBad: number
}

const plans: readonly Plan[] = [
  { system: 'shop', perWeek: 4.2, leadHours: 16, failing: 0.11, failingBad: 0.42 },
  { system: 'payments', perWeek: 2.1, leadHours: 40, failing: 0.13, failingBad: 0.38 },
]

const titles = [
  'Checkout answers slowly',
  'Sign-in fails for some customers',
  'Orders are not confirmed by mail',
  'Refunds stay pending',
  'Search returns nothing',
  'Card payments are declined',
  'Images do not load',
  'Error 500 on the basket page',
]

/** Fills an empty workspace; does nothing to one that has anything in it. */
export async function fillWithSample(writer: Writer, now: number): Promise<void> {
  const status = await writer.dispatch('keys.list', {})
  const filled = status.ok && (status.value as { total: number }).total > 0
  if (filled) return
  // The key marks the workspace as filled and is what the sample's events seem to have come with.
  await writer.dispatch('keys.add', { name: 'ci (sample)' })
  const today = Math.floor(now / day) * day
  const random = mulberry32(20_260_601)
  const aside = mulberry32(20_260_602)
  for (const plan of plans) {
    const { events, incidents, releases } = story(plan, today, now, random)
    const production = events.filter((event): event is DeploymentEvent => event.type === 'deployment')
    const next = [versionOf(releases + 1), versionOf(releases + 2)] as const
    for (const part of [events, around(plan.system, production, next, now, aside), issuesOf(plan.system, now)])
      await deliver(writer, 'shiplog', 'POST', '/api/v1/events', {}, JSON.stringify(part), now)
    const csv = ['id,title,system,severity,started,resolved', ...incidents.map((row) => row.join(','))].join('\n')
    const meta = { name: `${plan.system}-incidents.csv`, zone: 'UTC', system: plan.system }
    await deliver(writer, 'csv', 'FILE', meta.name, meta, csv, now)
  }
}

async function deliver(
  writer: Writer,
  source: string,
  method: string,
  path: string,
  meta: Record<string, string>,
  text: string,
  now: number,
): Promise<void> {
  const body = new Uint8Array(Buffer.from(text))
  const delivery: Delivery = { source, method, path, query: '', headers: {}, meta, body, received_at_ms: now }
  await writer.ops.deliver(delivery, translate(delivery), false)
}

function story(
  plan: Plan,
  today: number,
  now: number,
  random: () => number,
): { events: Event[]; incidents: string[][]; releases: number } {
  const events: Event[] = []
  const incidents: string[][] = []
  let release = 0
  let patch = 0
  for (let date = today - 364 * day; date <= today; date += day) {
    const weekday = new Date(date).getUTCDay()
    const age = (today - date) / day
    if (weekday === 0 || weekday === 6 || holidays(date)) continue
    // Four months ago: a hurried migration. Fewer, larger, slower deployments, and much breaks.
    const bad = age > 105 && age <= 135
    // The team gets steadily better over the year.
    const growth = 1.25 - age / 730
    const chance = (plan.perWeek / 5) * growth * (bad ? 0.6 : 1)
    const today_ = Math.floor(chance) + (random() < chance % 1 ? 1 : 0)
    for (let n = 0; n < today_; n++) {
      const finished = date + (9 + random() * 8) * hour
      if (finished > now) continue
      release++
      const rollout: DeploymentState = random() < (bad ? 0.14 : 0.04) ? 'failed' : 'succeeded'
      const made = deploy(plan, versionOf(release), finished, 'regular', rollout, random, bad)
      events.push(...made)
      if (rollout === 'failed' || random() >= (bad ? plan.failingBad : plan.failing)) continue
      const started = finished + (0.2 + random() * 5) * hour
      const lasting = hour * (bad ? 1.5 + random() * 9 : 0.3 + random() * 2.2)
      const open = started + lasting > now
      const number = `${plan.system === 'shop' ? 'SHOP' : 'PAY'}-${101 + incidents.length}`
      if (started < now)
        incidents.push([
          number,
          titles[Math.floor(random() * titles.length)] ?? '',
          plan.system,
          bad && random() < 0.4 ? '1 - critical' : random() < 0.5 ? '2 - major' : '3 - minor',
          isoOf(Math.round(started / 60_000) * 60_000),
          open ? '' : isoOf(Math.round((started + lasting) / 60_000) * 60_000),
        ])
      // Most incidents end with a hotfix or with going back.
      if (!open && random() < 0.6) {
        patch++
        const kind: DeploymentKind = random() < 0.6 ? 'hotfix' : 'rollback'
        const version = versionOf(release, patch % 9 || 1)
        events.push(
          ...deploy(
            plan,
            `${version}-${kind === 'hotfix' ? 'fix' : 'back'}`,
            started + lasting - 4 * 60_000,
            kind,
            'succeeded',
            random,
            bad,
          ),
        )
      }
    }
  }
  return { events, incidents, releases: release }
}

function deploy(
  plan: Plan,
  version: string,
  finished: number,
  kind: DeploymentKind,
  state: DeploymentState,
  random: () => number,
  bad: boolean,
): Event[] {
  const finished_at_ms = Math.round(finished / 1000) * 1000
  const many = kind === 'rollback' ? 0 : kind === 'hotfix' ? 1 : 1 + Math.floor(random() * (bad ? 9 : 4))
  const changes: Event[] = Array.from({ length: many }, () => {
    // Log-normal, as waiting times are: most are short and a few are very long.
    const lead = plan.leadHours * (bad ? 2.4 : 1) * (kind === 'hotfix' ? 0.04 : 1) * Math.exp(gaussian(random) * 0.9)
    return {
      type: 'change',
      system: plan.system,
      id: hex40(random),
      created_at_ms: Math.round(finished_at_ms - lead * hour),
    }
  })
  return [
    ...changes,
    {
      type: 'deployment',
      system: plan.system,
      environment: 'production',
      id: version,
      state,
      kind,
      version,
      started_at_ms: finished_at_ms - Math.round((4 + random() * 9) * 60_000),
      finished_at_ms,
      changes: changes.map((change) => change.id),
      teams: [plan.system],
    },
  ]
}

function versionOf(release: number, patch = 0): string {
  return `${1 + Math.floor(release / 60)}.${release % 60}.${patch}`
}

/** The last week of December: nobody deploys. */
function holidays(date: number): boolean {
  return /-12-(?:2[4-9]|3[01])$/.test(dateOf(date, 'UTC'))
}
