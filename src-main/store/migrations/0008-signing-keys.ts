// Keys that sign requests and are never sent.
export const sql = `
-- What such a key signs with, as it is, because a signature cannot be checked with a hash; emptied when it ends. Null for
-- keys that are sent.
ALTER TABLE keys ADD COLUMN signs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE keys ADD COLUMN secret BLOB;
`
