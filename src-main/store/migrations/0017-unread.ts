// A long history is read from its newest part on: how far back it is there.
export const sql = `
-- Deployments before this moment have no changes yet, since the history before it is not read; null where all is.
ALTER TABLE repos ADD COLUMN unread_before_ms INTEGER;
`
