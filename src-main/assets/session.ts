// Who may use the user interface's port: a browser that opened the one-time link, known by its cookie afterwards, and
// programs that can read the instance file, known by its token. Any page and any program may connect to loopback, so
// being there is no proof of anything.
import { randomBytes, timingSafeEqual } from 'node:crypto'

export interface Session {
  /** A link that works once. */
  mintLink(origin: string): string
  /** The cookie for a link's token, or null where it is wrong or used. */
  exchange(token: string): string | null
  /** Whether a request's headers carry a session's cookie or the instance's token. */
  admits(headers: { cookie?: string | undefined; authorization?: string | undefined }): boolean
}

/** `controlToken` is what the instance file holds; `port` names the cookie, because cookies do not know ports. */
export function openSession(controlToken: string, port: () => number): Session {
  const links = new Set<string>()
  const cookies = new Set<string>()
  const name = () => `shiplog_${port()}`
  return {
    mintLink(origin) {
      const token = randomBytes(24).toString('base64url')
      links.add(token)
      return `${origin}/?token=${token}`
    },
    exchange(token) {
      if (!links.delete(token)) return null
      const value = randomBytes(32).toString('base64url')
      cookies.add(value)
      return `${name()}=${value}; HttpOnly; SameSite=Strict; Path=/`
    },
    admits({ cookie, authorization }) {
      if (authorization !== undefined) return same(authorization, `Bearer ${controlToken}`)
      const pairs = (cookie ?? '').split(';').map((pair) => pair.trim())
      return pairs.some((pair) => pair.startsWith(`${name()}=`) && cookies.has(pair.slice(name().length + 1)))
    },
  }
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
