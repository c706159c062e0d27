// Systems and environments by name. Both are made on first sight and never deleted, so their ids outlive a rebuild.
import { environment, type Tier, tiers } from '../../src-shared/environment.ts'
import { must } from '../../src-shared/assert.ts'
import { unknownSystem } from '../../src-shared/event.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import type { ReadDb, WriteDb } from './database.ts'

export function ensureSystem(db: WriteDb, name: string): number {
  const known = findSystem(db, name)
  if (known !== undefined) return known
  const { id } = db.run('INSERT INTO systems (name) VALUES (?)', name)
  addSystemName(db, id, name)
  return id
}

/** The system of this name, or that was ever called by it. */
export function findSystem(db: ReadDb, name: string): number | undefined {
  return db.get<{ system: number }>('SELECT system FROM system_names WHERE name = ?', name)?.system
}

/** One more name a system is known by; deliveries that use it belong to it. */
export function addSystemName(db: WriteDb, system: number, name: string): void {
  db.run('INSERT INTO system_names (name, system) VALUES (?, ?)', name, system)
}

/** Makes a name one of a system's. Throws a Refusal where it is another's. */
export function claimName(db: WriteDb, system: number, name: string): void {
  if (name === unknownSystem) throw unknownStays()
  const owner = findSystem(db, name)
  if (owner === undefined) addSystemName(db, system, name)
  else if (owner !== system) throw nameTaken(name, systemName(db, owner))
}

function unknownStays(): Refusal {
  return new Refusal('invalid', `${unknownSystem} is where reports go that name no system. Only that is called so.`)
}

export function nameTaken(name: string, owner: string): Refusal {
  return new Refusal(
    'conflict',
    name === owner
      ? `There is a system ${shown(name)} already. Choose another name.`
      : `${shown(name)} is an earlier name of the system ${shown(owner)}, and reports may still use it. Choose another name.`,
  )
}

/** From now on it is shown by this name; reports that use an earlier one still reach it. */
export function renameSystem(db: WriteDb, system: number, name: string): void {
  if (systemName(db, system) === unknownSystem) throw unknownStays()
  claimName(db, system, name)
  if (db.get('SELECT 1 FROM systems WHERE name = ? AND id <> ?', name, system) !== undefined)
    throw new Refusal(
      'conflict',
      `${shown(name)} is the name of a system that was joined with this one. Take that back, or choose another name.`,
    )
  db.run('UPDATE systems SET name = ? WHERE id = ?', name, system)
}

export function ensureEnvironment(db: WriteDb, sent: string): number {
  const known = findEnvironment(db, sent)
  if (known !== undefined) return known
  const { name, tier } = environment(sent)
  const { id } = db.run('INSERT INTO environments (name, tier) VALUES (?, ?)', name, tier)
  db.run('INSERT INTO environment_names (name, environment) VALUES (?, ?)', name, id)
  return id
}

/** The environment of this name, however it is spelled, or that was ever called by it. */
export function findEnvironment(db: ReadDb, sent: string): number | undefined {
  const { name } = environment(sent)
  return db.get<{ environment: number }>('SELECT environment FROM environment_names WHERE name = ?', name)?.environment
}

export function allSystems(db: ReadDb): { id: number; name: string }[] {
  return db.all('SELECT id, name FROM systems ORDER BY name')
}

/** Ids of the systems with these names; unknown names are returned apart. */
export function systemIds(db: ReadDb, names: readonly string[]): { ids: number[]; unknown: string[] } {
  const ids: number[] = []
  const unknown: string[] = []
  for (const name of names) {
    const id = findSystem(db, name)
    if (id === undefined) unknown.push(name)
    else ids.push(id)
  }
  return { ids, unknown }
}

export interface EnvironmentRow {
  id: number
  name: string
  tier: Tier
}

export function allEnvironments(db: ReadDb): EnvironmentRow[] {
  // One whose names all mean another is that other.
  return db.all<EnvironmentRow>(
    `SELECT id, name, tier FROM environments
     WHERE id IN (SELECT environment FROM environment_names) ORDER BY name`,
  )
}

/** The scope number of a tier: negative, so that it cannot be an environment's id. */
export function tierScope(tier: Tier): number {
  return -1 - tiers.indexOf(tier)
}

/** Within what first deployments are judged, for a chosen set of environments. */
export interface Scope {
  /** What deployment_changes rows to read. */
  scope: number
  environments: number[]
  tier: Tier | null
  name: string
}

/**
 * The scope behind an environment filter: a tier's name means every environment in it (and is tried first, so that
 * `production` includes `prod-eu`), another name means that environment. Undefined where nothing is called so.
 */
export function findScope(db: ReadDb, asked = 'production'): Scope | undefined {
  const rows = allEnvironments(db)
  const wanted = environment(asked)
  const tier = tiers.find((name) => name === asked.trim().toLowerCase() || name === wanted.name)
  if (tier !== undefined) {
    const environments = rows.filter((row) => row.tier === tier).map((row) => row.id)
    return { scope: tierScope(tier), environments, tier, name: tier }
  }
  const found = rows.find((row) => row.name === wanted.name)
  if (found === undefined) return undefined
  // Alone in its tier, an environment is its tier: those links are kept once.
  const alone = rows.filter((row) => row.tier === found.tier).length === 1
  return { scope: alone ? tierScope(found.tier) : found.id, environments: [found.id], tier: null, name: found.name }
}

/** All scopes in which deployments of an environment are judged. */
export function scopesOf(environments: readonly EnvironmentRow[]): { scope: number; environments: number[] }[] {
  const scopes: { scope: number; environments: number[] }[] = []
  for (const tier of tiers) {
    const members = environments.filter((row) => row.tier === tier)
    if (members.length === 0) continue
    scopes.push({ scope: tierScope(tier), environments: members.map((row) => row.id) })
    if (members.length > 1) for (const row of members) scopes.push({ scope: row.id, environments: [row.id] })
  }
  return scopes
}

export function systemName(db: ReadDb, id: number): string {
  return must(
    db.get<{ name: string }>('SELECT name FROM systems WHERE id = ?', id),
    'because systems are never deleted',
  ).name
}
