// Commits that touch paths, and which of them each deployment shipped.
import { openReadDb } from '../../src-main/store/database.ts'
import type { NewCommit, TestRepo } from './repos.ts'

let contents = 0

/** A commit that gives each of these paths another content, on top of its first parent's tree. */
export function tree(repo: TestRepo, paths: readonly string[], at: string, more: NewCommit = {}): string {
  const { branch = 'main', parents = tipOrNone(repo, branch ?? 'main') } = more
  const date = `${Date.parse(at) / 1_000} +0000`
  const lines = [
    'commit refs/shiplog/made',
    `author Jane Doe <jane@example.org> ${date}`,
    `committer Jane Doe <jane@example.org> ${date}`,
    'data 1',
    'c',
    ...parents.map((parent, i) => `${i === 0 ? 'from' : 'merge'} ${parent}`),
    ...paths.flatMap((path) => {
      const content = String((contents += 1))
      return [`M 100644 inline "${path}"`, `data ${content.length}`, content]
    }),
  ]
  repo.git(['fast-import', '--quiet', '--force'], { input: `${lines.join('\n')}\n` })
  const id = repo.git(['rev-parse', 'refs/shiplog/made']).trim()
  repo.git(['update-ref', '-d', 'refs/shiplog/made'])
  if (branch !== null) repo.ref(`refs/heads/${branch}`, id)
  return id
}

function tipOrNone(repo: TestRepo, branch: string): string[] {
  return repo
    .git(['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`])
    .split('\n')
    .filter((line) => line !== '')
}

/** By deployment, sorted ids of the commits it shipped to production first; `leftOut`: only those left out so. */
export function linksOf(dataDir: string, system: string, leftOut?: string | null): Record<string, string[]> {
  const { db, close } = openReadDb(dataDir)
  const rows = db.all<{ thing: string; id: string }>(
    `SELECT d.thing, lower(hex(k.oid)) AS id FROM deployments d
     LEFT JOIN deployment_changes c ON c.deployment = d.id AND c.scope < 0 ${leftOut === undefined ? '' : 'AND c.left_out IS ?2'}
     LEFT JOIN commits k ON k.id = c.commit_id
     WHERE d.system = (SELECT system FROM system_names WHERE name = ?1) AND d.joined_to IS NULL`,
    system,
    ...(leftOut === undefined ? [] : [leftOut]),
  )
  close()
  const links: Record<string, string[]> = {}
  for (const { thing, id } of rows) (links[thing] ??= []).push(...(id === '' ? [] : [id]))
  for (const list of Object.values(links)) list.sort()
  return links
}
