// A system that is a part of a repository: by the paths that its commits touch, with its own way to find deployments.
import { z } from 'zod'
import { Strategy } from './strategy.ts'

/**
 * A folder or file from the repository's root ("services/api"), or a pattern of them: `*` is anything, also across "/",
 * `?` one character, `[ab]` one of those. What lies in a folder that matches belongs to it.
 */
export const PathGlob = z.string().min(1).max(500)

export const Component = z.strictObject({
  system: z.string().min(1).max(255),
  paths: z.array(PathGlob).min(1).max(50),
  strategy: Strategy,
})
export type Component = z.infer<typeof Component>

/** More at once are no parts of one repository that a person keeps an eye on. */
export const componentsMax = 200

/** A path as it is matched: from the root, without "./", "/" at either end; null where it leads nowhere in there. */
export function cleanPath(text: string): string | null {
  const path = text
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '')
  return path === '' || path === '.' || path.split('/').includes('..') ? null : path
}
