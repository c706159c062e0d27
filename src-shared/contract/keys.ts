// API keys for the listener. A key is shown once, when it is made; only its SHA-256 is kept, and what signs with it where it
// does.
import { z } from 'zod'
import { Ms, Nothing, page, read, write } from './call.ts'

const Name = z.string().trim().min(1).max(100)

/** What a key may be used for; null is everything. */
const Dialects = z.array(z.string()).min(1).max(20).nullable()
const Systems = z.array(z.string().trim().min(1).max(255)).min(1).max(200).nullable()

const KeyRow = z.object({
  name: z.string(),
  /** The first characters, to recognise it by. */
  starts: z.string(),
  /** The sources it may report through, and the systems it may report for; null is all. */
  dialects: z.array(z.string()).nullable(),
  systems: z.array(z.string()).nullable(),
  /** It signs requests and is never sent. */
  signs: z.boolean(),
  added_at_ms: Ms,
  last_used_at_ms: Ms.nullable(),
  revoked_at_ms: Ms.nullable(),
  /** Until when the old value of a rotated key still works. */
  ends_at_ms: Ms.nullable(),
})
export type KeyRow = z.infer<typeof KeyRow>

export const keys = {
  'keys.list': read('All keys, newest first; revoked ones too.', Nothing, page(KeyRow)),
  'keys.add': write(
    'Makes a key, or registers an existing value of 8 to 512 printable characters. The answer is the only time it is shown.',
    z.strictObject({
      name: Name,
      value: z.string().optional(),
      dialects: Dialects.optional(),
      systems: Systems.optional(),
      /** One that signs requests and is never sent; a value is `whsec_` and 24 to 64 bytes in base64. */
      signs: z.boolean().optional(),
    }),
    z.object({ name: z.string(), key: z.string(), warning: z.string().nullable() }),
  ),
  'keys.scope': write(
    'Says what a key may be used for: sources by id and systems by name; null is all.',
    z.strictObject({ name: Name, dialects: Dialects, systems: Systems }),
    z.object({ name: z.string(), dialects: Dialects, systems: Systems }),
  ),
  'keys.rotate': write(
    'Gives a key a new value, which is shown this once. The old one works for `keep_hours` more, by default for none.',
    z.strictObject({ name: Name, keep_hours: z.int().min(0).max(168).default(0) }),
    z.object({ name: z.string(), key: z.string() }),
  ),
  'keys.revoke': write(
    'Ends a key at once.',
    z.strictObject({ name: Name }),
    z.object({ name: z.string(), revoked_at_ms: Ms }),
  ),
}
