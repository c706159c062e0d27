// What commits say of others: squashes that stand for the commits of a pull request, and reverts.
export const sql = `
-- When the work of a squashed commit began: the earliest author date of what was squashed. Of others the author date is it.
CREATE TABLE commit_starts (id INTEGER PRIMARY KEY, start_ms INTEGER NOT NULL) STRICT;
-- What the above was found in: the main line's ends and the refs of pull requests, as a digest; null for none.
ALTER TABLE repos ADD COLUMN pulls TEXT;

-- Which commit takes back which.
CREATE TABLE reverts (
  id INTEGER NOT NULL,
  reverted INTEGER NOT NULL,
  PRIMARY KEY (id, reverted)
) STRICT, WITHOUT ROWID;
-- Of how many commit numbers of a repository it is known whether they take others back.
ALTER TABLE repos ADD COLUMN messages INTEGER NOT NULL DEFAULT 0;
`
