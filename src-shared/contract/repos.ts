// Local git repositories: look before adding, add, scan, remove.
import { z } from 'zod'
import { Component, componentsMax } from '../component.ts'
import { datings, Strategy } from '../strategy.ts'
import { job, Ms, Nothing, page, read, write } from './call.ts'

const Part = Component.extend({
  /** That touch its paths. */
  commits: z.int(),
  deployments: z.int(),
  note: z.string().nullable(),
})
export type Part = z.infer<typeof Part>

/** Tags that cannot be deployments; at most 20 are listed. */
const Ignored = z.object({ total: z.int(), rows: z.array(z.object({ name: z.string(), reason: z.string() })) })
export type Ignored = z.infer<typeof Ignored>

const RepoRow = z.object({
  id: z.int(),
  path: z.string(),
  /** The repository of another user that it is a copy of, in the data folder; null where it is none. */
  copy_of: z.string().nullable(),
  name: z.string(),
  /** Where the whole is one system: which. */
  system: z.string(),
  /** How its deployments are found. */
  strategy: Strategy,
  /** The parts that are systems of their own; [] where the whole is one. */
  components: z.array(Part),
  commits: z.int(),
  deployments: z.int(),
  scanned_at_ms: Ms.nullable(),
  /**
   * Where the newest history of a long one was read first and the rest is still to come: deployments before this moment
   * have no changes yet. Null where all is read.
   */
  unread_before_ms: Ms.nullable(),
  /** What is missing or wrong, in a sentence: "Shallow clone: history begins 3 March 2026". Null when all is well. */
  problem: z.string().nullable(),
  /** Whether there was no folder any more when it was last looked for: then it can be located. */
  gone: z.boolean(),
  /** What the last scan saw; null before it. */
  refs: z.object({ branches: z.int(), tags: z.int(), ignored: Ignored }).nullable(),
  /** What there is to know about the deployments found: "The reflog of production begins 22 August 2026". */
  note: z.string().nullable(),
  /** Squashed commits of its main line whose pull requests are not here, so that nobody can tell when they began. */
  unknown_starts: z.int(),
  /** Whether it is scanned at once when one of its refs moves, where watching is on at all. */
  watched: z.boolean(),
  /** The refs of pull requests that were fetched into Shiplog's data folder; null for none. */
  fetched: z.object({ at_ms: Ms, refs: z.int(), from: z.string() }).nullable(),
})
export type RepoRow = z.infer<typeof RepoRow>

/** What one strategy would find. */
const Evidence = z.object({
  strategy: Strategy,
  count: z.int(),
  first_at_ms: Ms.nullable(),
  last_at_ms: Ms.nullable(),
  /** How many in each of the last twelve weeks, which end now; the newest last. */
  weeks: z.array(z.int()).length(12),
  note: z.string().nullable(),
  /** The newest, at most 10, newest first. A reported one may have no commit. */
  preview: z.array(z.object({ id: z.string(), commit: z.string().nullable(), at_ms: Ms, dated: z.enum(datings) })),
})
export type Evidence = z.infer<typeof Evidence>

const Detected = z.object({
  /** The repository's root, for a subfolder too. */
  path: z.string(),
  name: z.string(),
  bare: z.boolean(),
  shallow: z.boolean(),
  kind: z.enum(['clone', 'bare', 'linked work tree', 'submodule']),
  /** The address of origin, without a name or password; null where there is none that could be contacted. */
  remote: z.string().nullable(),
  /** Folders of submodules, which are repositories of their own. */
  submodules: z.array(z.string()),
  head: z.string().nullable(),
  problem: z.string().nullable(),
  /** What branches and tags reach; null where counting takes longer than a moment, or some cannot be read. */
  commits: z.int().nullable(),
  tags: z.int(),
  ignored: Ignored,
  branches: z.array(z.string()),
  /** What it is added as; null where it is not. */
  added: z.object({ system: z.string(), strategy: Strategy, components: z.array(Component) }).nullable(),
  /** One of each kind, in the order they are best tried. */
  evidence: z.array(Evidence),
  recommended: z.object({ strategy: Strategy, reason: z.string() }),
})
export type Detected = z.infer<typeof Detected>

const Parts = z.object({
  /** The given ones; the suggested ones where none is given. */
  rows: z.array(
    Component.extend({
      /** At the end of the main branch. */
      files: z.int(),
      /** Of the newest commits, those that touch it. */
      commits: z.int(),
      deployments: z.int(),
      last_at_ms: Ms.nullable(),
      /** What there is to know about the deployments, or what is wrong with how they are looked for. */
      note: z.string().nullable(),
    }),
  ),
  /** How many commits were looked at, the newest ones. */
  looked: z.int(),
  /** In none of them. */
  elsewhere: z.object({ files: z.int(), commits: z.int() }),
  /** What the repository suggests by its workspaces and its tags, each with why. */
  suggested: z.array(Component.extend({ because: z.string() })),
})
export type Parts = z.infer<typeof Parts>

export const Scan = z.object({
  repo: RepoRow,
  commits_new: z.int(),
  tags: z.int(),
  deployments: z.int(),
  took_ms: z.number(),
})
export type Scan = z.infer<typeof Scan>

const Counted = z.object({
  path: z.string(),
  /** Commits of this time. */
  counted: z.int(),
  /** All whose lines were counted, merges apart. */
  commits: z.int(),
  /** Of those, the ones whose contents are not here. */
  unknown: z.int(),
  /** Added and deleted ones. */
  lines: z.int(),
})
export type Counted = z.infer<typeof Counted>

const Path = z.string().min(1).max(4096)

const Origin = z.object({
  /** The address that would be contacted, without a name or password. */
  url: z.string(),
  /** Null for a folder of this computer. */
  host: z.string().nullable(),
  protocol: z.enum(['https', 'ssh', 'file']),
  /** What is fetched. */
  refs: z.array(z.string()),
  /** Where it is kept: a folder of Shiplog's own. */
  into: z.string(),
})
export type Origin = z.infer<typeof Origin>

export const repos = {
  'repos.list': read(
    'All repositories with the state of their last scan, and whether their refs are watched at all.',
    Nothing,
    page(RepoRow).extend({ watching: z.boolean() }),
  ),
  'repos.detect': job(
    'What a folder is, and what each way to find deployments would find in it. Adds nothing. A strategy replaces the one of its kind.',
    z.strictObject({ path: Path, strategy: Strategy.optional() }),
    Detected,
  ),
  'repos.parts': job(
    'What parts of a repository would be as systems of their own, and which ones it suggests. Adds nothing.',
    z.strictObject({ path: Path, components: z.array(Component).max(componentsMax).default([]) }),
    Parts,
  ),
  'repos.add': job(
    'Adds the repository that holds a folder and scans it. A known one is scanned again; settings that are not given stay. Components are parts of it that are systems of their own, by the paths that commits touch; [] makes it one system again. Of a long history the newest ninety days are there before the rest is read, the first time; newest_first says whether, whatever its length. With mirror a repository of another user is copied into the data folder, and the copy is added: each scan brings it up to date, and removing deletes it.',
    z.strictObject({
      path: Path,
      system: z.string().min(1).max(255).optional(),
      strategy: Strategy.optional(),
      components: z.array(Component).max(componentsMax).optional(),
      newest_first: z.boolean().optional(),
      mirror: z.boolean().optional(),
    }),
    Scan,
  ),
  'repos.scan': job(
    'Scans one repository again, or all of them.',
    z.strictObject({ path: Path.optional() }),
    z.object({ scans: z.array(Scan), failed: z.array(z.object({ path: z.string(), reason: z.string() })) }),
  ),
  'repos.lines': job(
    'Counts the lines that each commit added and deleted, newest first, merges apart; goes on where it was stopped. With `again` those are tried once more whose contents were missing. Hosts that stay do it by themselves after a scan.',
    z.strictObject({ path: Path.optional(), again: z.boolean().default(false) }),
    z.object({ repos: z.array(Counted), failed: z.array(z.object({ path: z.string(), reason: z.string() })) }),
  ),
  'repos.origin': job(
    'Which address the pull requests of a repository would be fetched from. Contacts nobody.',
    z.strictObject({ path: Path }),
    Origin,
  ),
  'repos.fetchPulls': job(
    'Fetches the commits of pull and merge requests from the address that the repository came from into a repository of Shiplog’s own, never into the person’s, and scans it. The only call that contacts anybody.',
    z.strictObject({
      path: Path,
      /** The address as `repos.origin` gave it. Another one by now is refused. */
      from: z.string().min(1).max(4096),
    }),
    Scan,
  ),
  'repos.forgetPulls': job(
    'Deletes what was fetched of pull requests, and scans the repository without it.',
    z.strictObject({ path: Path }),
    Scan,
  ),
  'repos.locate': job(
    'Says where a repository is that was moved, and scans it there. Refused unless it is the same one, by its commits; deployments and decisions stay.',
    z.strictObject({ path: Path, to: Path }),
    Scan,
  ),
  'repos.watch': write(
    'Says whether a repository is scanned at once when one of its refs moves; without a path, whether any is. Hosts that stay do so.',
    z.strictObject({ path: Path.optional(), on: z.boolean() }),
    z.object({ path: z.string().nullable(), on: z.boolean() }),
  ),
  'repos.remove': write(
    'Forgets a repository: its commits and the deployments inferred from it. The folder itself is not touched.',
    z.strictObject({ path: Path }),
    z.object({ path: z.string(), commits: z.int(), deployments: z.int() }),
  ),
}
