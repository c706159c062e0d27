// Requests that are signed instead of carrying a key, most of them rightly: over the bytes as they are sent, whatever was
// done to these before. Independent of what is tested: put together as https://www.standardwebhooks.com and GitHub say.
import { createHmac } from 'node:crypto'
import type { Dice } from '../helpers/random.ts'
import type { Request } from './requests.ts'
import { start } from './things.ts'

const keyHeaders = /^(?:authorization|x-api-key|x-gitlab-token)$/i

/** The same request without its key, signed with `secret` ("whsec_…") under an id of its own. */
export function signed({ path, headers, ...request }: Request, secret: string, id: string, dice: Dice): Request {
  const kept = Object.entries(headers).filter(([name]) => !keyHeaders.test(name))
  const keyless = path.replace(/([?&])api_key=[^&]*&?/, '$1').replace(/[?&]$/, '')
  const body = Buffer.from(request.body ?? '')
  const like = /^\/hooks\/github(?:[/?]|$)/.test(path) ? ofBody(body, secret) : standard(body, secret, id, dice)
  const proof = dice.below(8) === 0 ? spoiled(like, dice) : like
  return { ...request, path: keyless, headers: { ...Object.fromEntries(kept), ...proof } }
}

function ofBody(body: Uint8Array, secret: string): Record<string, string> {
  return { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }
}

function standard(body: Uint8Array, secret: string, id: string, dice: Dice): Record<string, string> {
  // Within the five minutes, and sometimes not.
  const seconds = String(start / 1000 + dice.pick([0, 60, -200, 200, 900, -900]))
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64')
  const before = dice.pick(['', '', 'v1,AAAA ', 'v2,what '])
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `${before}v1,${signature}` }
}

const texts = ['', ' ', 'v1,', 'sha256=', 'sha256=00', '9'.repeat(400), '-1', 'é', 'x'.repeat(5000), 'v1,'.repeat(50)]

/** One of the headers is missing, another, or changed in one place. */
function spoiled(proof: Record<string, string>, dice: Dice): Record<string, string> {
  const name = dice.pick(Object.keys(proof))
  const { [name]: value = '', ...others } = proof
  const at = dice.below(value.length)
  const changed = value.slice(0, at) + dice.pick(['0', 'A', '~', ' ']) + value.slice(at + 1)
  return dice.pick([others, { ...others, [name]: dice.pick(texts) }, { ...others, [name]: changed }])
}
