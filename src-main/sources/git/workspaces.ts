// The folders that a repository's own files call its parts: npm, pnpm, Yarn, Go and Cargo workspaces. Pure; what cannot
// be read lists nothing, since it is only a suggestion.

/** The files that may list some, at the root. */
export const workspaceFiles = ['package.json', 'pnpm-workspace.yaml', 'lerna.json', 'go.work', 'Cargo.toml'] as const
export type WorkspaceFile = (typeof workspaceFiles)[number]

/** Patterns of folders, without "./" before and "/" behind. */
export function workspacePatterns(name: WorkspaceFile, text: string): string[] {
  return patternsIn(name, text)
    .map((pattern) => pattern.replace(/^\.\//, '').replace(/\/+$/, ''))
    .filter((pattern) => pattern !== '' && pattern !== '.' && !pattern.startsWith('!'))
}

function patternsIn(name: WorkspaceFile, text: string): string[] {
  switch (name) {
    case 'package.json':
    case 'lerna.json':
      return inJson(text)
    case 'pnpm-workspace.yaml':
      // packages:
      //   - 'packages/*'
      return [
        ...(/^packages:\s*\n((?:[ \t]*(?:-.*|#.*)?\n?)*)/m.exec(text)?.[1] ?? '').matchAll(/-\s*(["']?)([^"'#\n]+)\1/g),
      ].map(([, , pattern = '']) => pattern.trim())
    case 'go.work':
      // use ./api, or use ( … ) with one a line.
      return [...text.replace(/\/\/.*$/gm, '').matchAll(/\buse\s+(?:\(([^)]*)\)|(\S+))/g)].flatMap(
        ([, many, one]) => one ?? (many ?? '').split(/\s+/),
      )
    case 'Cargo.toml':
      return [...(/^members\s*=\s*\[([^\]]*)\]/m.exec(text)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(
        ([, pattern = '']) => pattern,
      )
  }
}

function inJson(text: string): string[] {
  try {
    const { workspaces, packages } = JSON.parse(text) as { workspaces?: unknown; packages?: unknown }
    const listed = workspaces ?? packages
    const patterns = Array.isArray(listed) ? listed : (listed as { packages?: unknown } | undefined)?.packages
    return Array.isArray(patterns) ? patterns.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}
