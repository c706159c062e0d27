// What a person says of a repository: that its pull requests be fetched, into a repository of Shiplog's own, and whether its
// refs are watched.
export const sql = `
-- JSON of Fetched; null for never, or for forgotten.
ALTER TABLE repos ADD COLUMN fetched TEXT;
ALTER TABLE repos ADD COLUMN watched INTEGER NOT NULL DEFAULT 1;
`
