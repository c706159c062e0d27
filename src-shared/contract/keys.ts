// API keys for the listener. A key is shown once, when it is made; only its SHA-256 is kept.
import { z } from 'zod'
import { Ms, Nothing, page, read, write } from './call.ts'

const Name = z.string().trim().min(1).max(100)

const KeyRow = z.object({
  name: z.string(),
  /** The first characters, to recognise it by. */
  starts: z.string(),
  added_at_ms: Ms,
  last_used_at_ms: Ms.nullable(),
  revoked_at_ms: Ms.nullable(),
})
export type KeyRow = z.infer<typeof KeyRow>

export const keys = {
  'keys.list': read('All keys, newest first; revoked ones too.', Nothing, page(KeyRow)),
  'keys.add': write(
    'Makes a key, or registers an existing value of 8 to 512 printable characters. The answer is the only time it is shown.',
    z.strictObject({ name: Name, value: z.string().optional() }),
    z.object({ name: z.string(), key: z.string(), warning: z.string().nullable() }),
  ),
  'keys.revoke': write(
    'Ends a key at once.',
    z.strictObject({ name: Name }),
    z.object({ name: z.string(), revoked_at_ms: Ms }),
  ),
}
