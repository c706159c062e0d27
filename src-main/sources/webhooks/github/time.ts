// Times as GitHub's webhooks write them: RFC 3339.
import { instant } from '../../provider-hook.ts'

export const Instant = instant('2026-11-21T14:30:00Z')
