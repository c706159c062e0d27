// Times as GitLab's webhooks write them: RFC 3339, "2025-05-02 11:55:16 +0000" and "2013-12-03 17:15:43 UTC".
import { instant } from '../../provider-hook.ts'

export const Instant = instant('2026-11-21 14:30:00 UTC', (text) =>
  text.replace(/ UTC$/, 'Z').replace(/ ([+-]\d{2}:?\d{2})$/, '$1'),
)
