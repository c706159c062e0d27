// Local git repositories: look before adding, add, scan, remove.
import { z } from 'zod'
import { job, Ms, Nothing, page, read, write } from './call.ts'

const RepoRow = z.object({
  id: z.int(),
  path: z.string(),
  name: z.string(),
  system: z.string(),
  /** Which tags are deployments: null for version tags, else a glob such as `release-*`. */
  tags: z.string().nullable(),
  commits: z.int(),
  deployments: z.int(),
  scanned_at_ms: Ms.nullable(),
  /** What is missing or wrong, in a sentence: "Shallow clone: history begins 3 March 2026". Null when all is well. */
  problem: z.string().nullable(),
})
export type RepoRow = z.infer<typeof RepoRow>

const Evidence = z.object({
  /** The repository's root, for a subfolder too. */
  path: z.string(),
  name: z.string(),
  bare: z.boolean(),
  shallow: z.boolean(),
  head: z.string().nullable(),
  tags: z.int(),
  version_tags: z.int(),
  /** Tags that match and how often they came in the last 90 days, newest first, at most 10. */
  preview: z.array(z.object({ tag: z.string(), at_ms: Ms, annotated: z.boolean() })),
  matching: z.int(),
  known: z.boolean(),
  problem: z.string().nullable(),
})
export type Evidence = z.infer<typeof Evidence>

export const Scan = z.object({
  repo: RepoRow,
  commits_new: z.int(),
  tags: z.int(),
  deployments: z.int(),
  took_ms: z.number(),
})
export type Scan = z.infer<typeof Scan>

const Path = z.string().min(1).max(4096)
/** A tag glob: `*` and `?` as in a shell. */
const Tags = z.string().min(1).max(255)

export const repos = {
  'repos.list': read('All repositories with the state of their last scan.', Nothing, page(RepoRow)),
  'repos.inspect': job(
    'What a folder is and how deployments could be found in it, without adding it.',
    z.strictObject({ path: Path, tags: Tags.optional() }),
    Evidence,
  ),
  'repos.add': job(
    'Adds the repository that holds a folder and scans it. A known one is scanned again; settings that are not given stay.',
    z.strictObject({ path: Path, system: z.string().min(1).max(255).optional(), tags: Tags.optional() }),
    Scan,
  ),
  'repos.scan': job(
    'Scans one repository again, or all of them.',
    z.strictObject({ path: Path.optional() }),
    z.object({ scans: z.array(Scan), failed: z.array(z.object({ path: z.string(), reason: z.string() })) }),
  ),
  'repos.remove': write(
    'Forgets a repository: its commits and the deployments inferred from it. The folder itself is not touched.',
    z.strictObject({ path: Path }),
    z.object({ path: z.string(), commits: z.int(), deployments: z.int() }),
  ),
}
