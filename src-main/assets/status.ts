// The HTTP status of each kind of refusal.
import type { ErrorCode } from '../../src-shared/reply.ts'

export const statusOf: Record<ErrorCode, number> = {
  invalid: 400,
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  unavailable: 503,
  internal: 500,
}
