// Notices that a ref of an added repository moved, and has it scanned. The system's notices make it quick; looking at the
// dates of a few folders now and then makes it sure, where a network drive sends no notices or there are too many of them.
// Node's own watcher of single folders, because chokidar keeps one for each file: thousands of tags would use them up.
import { type FSWatcher, watch } from 'node:fs'
import { isHead, refPlaces } from './ref-places.ts'

export interface Watched {
  id: number
  path: string
  gitDir: string
}

export interface WatchOptions {
  /** The repositories to watch now; asked often. */
  list(): Watched[]
  /** Never called again before it is done. */
  scan(repo: Watched): Promise<void>
  /** Told of what any of the above throws; watching goes on. */
  wrong(error: unknown): void
  times?: typeof usual
}

const usual = {
  /** How long refs must be still, since a fetch moves many. */
  settle_ms: 300,
  /** How often it is asked which repositories there are. */
  list_ms: 1_000,
  /** How often dates are compared. */
  look_ms: 10_000,
}

interface Eye {
  repo: Watched
  watchers: Map<string, FSWatcher>
  mark: string | null
  due: NodeJS.Timeout | null
}

/** A repository seen for the first time is scanned once: its refs may have moved while nobody looked. */
export function watchRefs({ list, scan, wrong, times = usual }: WatchOptions): { close(): void } {
  const eyes = new Map<number, Eye>()
  const waiting = new Set<Eye>()
  let working = false
  let closed = false

  function moved(eye: Eye): void {
    if (closed) return
    if (eye.due !== null) clearTimeout(eye.due)
    eye.due = setTimeout(() => {
      eye.due = null
      waiting.add(eye)
      void work()
    }, times.settle_ms)
  }

  /** One repository at a time, so that a morning's fetch of forty does not start forty processes. */
  async function work(): Promise<void> {
    if (working) return
    working = true
    for (const eye of waiting) {
      waiting.delete(eye)
      if (closed || eyes.get(eye.repo.id) !== eye) continue
      try {
        // Before the scan: what moves while it runs is another move.
        await look(eye)
        if (eyes.get(eye.repo.id) === eye) await scan(eye.repo)
      } catch (error) {
        // Nobody waits for what a timer began; an error would end the thread.
        wrong(error)
      }
    }
    working = false
  }

  /** Watches the folders that there are now; says whether anything moved since it was last asked. */
  async function look(eye: Eye): Promise<boolean> {
    const { folders, heads, mark } = await refPlaces(eye.repo.gitDir)
    if (closed || eyes.get(eye.repo.id) !== eye) return false
    const before = eye.mark
    eye.mark = mark
    const wanted = new Set([...folders, ...heads])
    for (const [folder, watcher] of eye.watchers) {
      if (wanted.has(folder)) continue
      watcher.close()
      eye.watchers.delete(folder)
    }
    for (const folder of folders) notice(eye, folder, () => true)
    for (const folder of heads) notice(eye, folder, isHead)
    return before !== mark
  }

  function notice(eye: Eye, folder: string, about: (name: string | null) => boolean): void {
    if (eye.watchers.has(folder)) return
    const forget = () => {
      eye.watchers.get(folder)?.close()
      eye.watchers.delete(folder)
    }
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (about(name)) moved(eye)
      })
      // No notices from here; its dates are still compared.
      watcher.on('error', forget)
      eye.watchers.set(folder, watcher)
    } catch {
      forget()
    }
  }

  function listAgain(): void {
    let listed: Watched[]
    try {
      listed = list()
    } catch (error) {
      return wrong(error)
    }
    const now = new Map(listed.map((repo) => [repo.id, repo]))
    for (const [id, eye] of eyes) if (now.get(id)?.gitDir !== eye.repo.gitDir) close(eye)
    for (const [id, repo] of now) {
      const known = eyes.get(id)
      if (known !== undefined) {
        known.repo = repo
        continue
      }
      const eye: Eye = { repo, watchers: new Map(), mark: null, due: null }
      eyes.set(id, eye)
      moved(eye)
    }
  }

  let looking = false
  async function lookAtAll(): Promise<void> {
    if (looking) return
    looking = true
    for (const eye of eyes.values()) {
      try {
        if (eye.mark !== null && (await look(eye))) moved(eye)
      } catch (error) {
        wrong(error)
      }
    }
    looking = false
  }

  function close(eye: Eye): void {
    eyes.delete(eye.repo.id)
    waiting.delete(eye)
    if (eye.due !== null) clearTimeout(eye.due)
    for (const watcher of eye.watchers.values()) watcher.close()
  }

  const timers = [setInterval(listAgain, times.list_ms), setInterval(() => void lookAtAll(), times.look_ms)]
  return {
    close: () => {
      closed = true
      for (const timer of timers) clearInterval(timer)
      for (const eye of eyes.values()) close(eye)
    },
  }
}
