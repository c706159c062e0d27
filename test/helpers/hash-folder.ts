// Everything in a folder: each file by its bytes, each entry by what it is, its size, its mode and when it was last written.
// Times of reading are not looked at.
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** By path within the folder; the folder itself is ''. */
export function hashFolder(folder: string): Record<string, string> {
  const found: Record<string, string> = {}
  const visit = (name: string) => {
    const path = join(folder, name)
    const stat = lstatSync(path, { bigint: true })
    const kind = stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'file'
    const bytes = stat.isFile() ? readFileSync(path) : stat.isSymbolicLink() ? readlinkSync(path) : ''
    const content = createHash('sha256').update(bytes).digest('hex')
    found[name] = `${kind} ${stat.mode} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino} ${content}`
    if (stat.isDirectory()) for (const inner of readdirSync(path).sort()) visit(join(name, inner))
  }
  visit('')
  return found
}
