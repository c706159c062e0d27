// Whether a commit may be kept without parents that it has, since it was read of a shallow clone once. Where a scan came to the
// end of a whole history, and one kept commit alone has no parent, that one is where the history begins.
export const sql = `
ALTER TABLE repos ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
UPDATE repos SET cut = 1 WHERE iif(tips = '[]', 0, 1) <
  (SELECT count(*) FROM commits c WHERE c.id >= repos.id << 32 AND c.id < (repos.id + 1) << 32 AND c.parents = x'');
`
