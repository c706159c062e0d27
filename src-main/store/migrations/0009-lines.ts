// How many lines each commit added and deleted, counted in the background.
export const sql = `
-- A commit's lines never change: a row stays as long as its commit. Merges have none.
CREATE TABLE commit_lines (
  id INTEGER PRIMARY KEY,
  -- Again, so that a period's lines are read without its commits; null where git holds garbage.
  authored_at_ms INTEGER,
  -- Null where they cannot be told here.
  added INTEGER,
  deleted INTEGER
) STRICT;
CREATE INDEX commit_lines_authored ON commit_lines (authored_at_ms);
-- Unshallowing gives a commit its parents back: then it changed something else.
CREATE TRIGGER commits_got_parents AFTER UPDATE OF parents ON commits BEGIN
  DELETE FROM commit_lines WHERE id = old.id;
END;
-- Of how many commits of a repository it is known that each has its lines, or none.
ALTER TABLE repos ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
`
