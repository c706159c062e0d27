// The listener: where it listens, whom it lets in without a key, and whether it works.
import { z } from 'zod'
import { Ms, Nothing, write } from './call.ts'

export const ListenerState = z.object({
  /** off: not started (sample data, one-shot commands, or turned off); failed: could not take its address. */
  state: z.enum(['off', 'on', 'failed']),
  url: z.string().nullable(),
  host: z.string(),
  port: z.int(),
  /** Why it is not where it was expected: "8787 was taken, so Shiplog listens on 8788". */
  note: z.string().nullable(),
  /** Whether only programs on this computer reach it, or any on its network. */
  reach: z.enum(['computer', 'network']),
  /** Every address it answers to, loopback first, each with the name of its network interface. */
  addresses: z.array(z.object({ url: z.string(), name: z.string() })),
  /** What whoever opened it to the network should know; null on this computer only. */
  warning: z.string().nullable(),
  /** The address was given on the command line: the settings of reach and port do not apply to this run. */
  fixed: z.boolean(),
  /** What it speaks HTTPS with now; null where it speaks plain HTTP, or not at all. */
  certificate: z
    .object({
      /** The DNS names and IP addresses it was made for. */
      names: z.array(z.string()),
      ends_at_ms: Ms,
      /** No authority vouches for it, so senders have to be told to trust it. */
      self_signed: z.boolean(),
      /** Its files were given on the command line: those of the settings do not apply to this run. */
      fixed: z.boolean(),
    })
    .nullable(),
})
export type ListenerState = z.infer<typeof ListenerState>

/** Why the listener was not running though it was turned on, in words. */
export const brokenBy = {
  closed: 'Shiplog was closed',
  failed: 'its address could not be had, or it had ended',
  asleep: 'the computer slept, or its clock was set forward',
  killed: 'Shiplog had ended without closing',
} as const
export type BreakBy = keyof typeof brokenBy

const File = z.string().min(1).max(4096)

const Listener = z.object({
  listener: ListenerState,
  /** Whether programs on this computer may send without a key. */
  keyless: z.boolean(),
  /** Whether the bodies of refused requests are kept. */
  capture: z.boolean(),
  /** The files to speak HTTPS with; null for plain HTTP. */
  tls: z.object({ cert: z.string(), key: z.string() }).nullable(),
  /** When it was not running in the last week, though it was turned on: five minutes or more, the newest first. */
  breaks: z.array(
    z.object({
      from_ms: Ms,
      /** Null where it goes on. */
      to_ms: Ms.nullable(),
      by: z.enum(Object.keys(brokenBy) as BreakBy[]),
    }),
  ),
})
export type Listener = z.infer<typeof Listener>

export const listener = {
  'listener.status': write('Whether the listener is on, and where.', Nothing, Listener),
  'listener.set': write(
    'Turns the listener on or off, moves it, or changes what it lets in. A port that is taken is refused, as is a certificate that cannot be used, and nothing changes.',
    z.strictObject({
      on: z.boolean().optional(),
      reach: z.enum(['computer', 'network']).optional(),
      port: z.int().min(1).max(65_535).optional(),
      keyless: z.boolean().optional(),
      capture: z.boolean().optional(),
      /** Absolute paths of PEM files; they are read when this is called and when they change. Null for plain HTTP. */
      tls: z.strictObject({ cert: File, key: File }).nullable().optional(),
    }),
    Listener,
  ),
  'listener.test': write(
    'Sends the listener a deployment in a dialect over HTTP, with a key of its own. It is kept in the journal and never counted.',
    z.strictObject({ dialect: z.string(), system: z.string().trim().min(1).max(255).optional() }),
    z.object({
      status: z.int(),
      ms: z.number(),
      /** The body of the answer, as it came. */
      body: z.string(),
      /** The row of the journal; null where nothing was kept. */
      delivery: z.int().nullable(),
    }),
  ),
}
