// Squashed commits of which nobody can tell when the work began: the refs of their pull requests are not here.
export const sql = `
CREATE TABLE unknown_starts (id INTEGER PRIMARY KEY) STRICT;
-- What they were found in, as JSON: the ends of the main line, and a digest of the refs of pull requests.
ALTER TABLE repos ADD COLUMN squashed TEXT;
-- Whether a change counts from the date of such a commit.
ALTER TABLE deployment_changes ADD COLUMN squashed INTEGER NOT NULL DEFAULT 0;
-- Merges of a revert's branch take back commits too: looked for again.
UPDATE repos SET messages = 0;
CREATE INDEX reverts_of ON reverts (reverted);
`
