// Where main lines are, when commits reached them, and what waits on them to be deployed.
export const sql = `
-- The default branch and where it ended when last scanned, JSON of ids: at origin first, then here. Null: not looked for.
ALTER TABLE repos ADD COLUMN main_line TEXT;
ALTER TABLE repos ADD COLUMN main_tips TEXT;

-- When a change reached the main line; null where it did not, or nobody knows.
ALTER TABLE deployment_changes ADD COLUMN reached_ms INTEGER;

-- What stands on a main line and in no successful deployment of the scope, for each system of a repository, without
-- merges, oldest first. In production, of every repository; in other scopes where anything of it was ever deployed there.
CREATE TABLE waiting (
  scope INTEGER NOT NULL,
  system INTEGER NOT NULL,
  repo INTEGER NOT NULL,
  -- 0, 1, 2 …
  position INTEGER NOT NULL,
  commit_id INTEGER NOT NULL,
  start_ms INTEGER,
  reached_ms INTEGER,
  PRIMARY KEY (scope, system, repo, position)
) STRICT, WITHOUT ROWID;

-- From which repositories the successful deployments of a system to a scope were built, and what of them hashes to.
CREATE TABLE shipped_from (
  system INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  repo INTEGER NOT NULL,
  digest INTEGER NOT NULL,
  PRIMARY KEY (system, scope, repo)
) STRICT, WITHOUT ROWID;
CREATE INDEX shipped_from_repo ON shipped_from (repo, scope, system);

-- Repositories of which what waits must be derived again, within the transaction that says so: whoever changes what it
-- depends on cannot forget it.
CREATE TABLE unsettled (repo INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER unsettled_repo AFTER UPDATE OF system, main_tips ON repos
WHEN (old.system, old.main_tips) IS NOT (new.system, new.main_tips) BEGIN
  INSERT INTO unsettled VALUES (new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER unsettled_repo_gone AFTER DELETE ON repos BEGIN
  INSERT INTO unsettled VALUES (old.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER unsettled_component_added AFTER INSERT ON components BEGIN
  INSERT INTO unsettled VALUES (new.repo) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER unsettled_component_changed AFTER UPDATE OF system, paths ON components BEGIN
  INSERT INTO unsettled VALUES (new.repo) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER unsettled_component_gone AFTER DELETE ON components BEGIN
  INSERT INTO unsettled VALUES (old.repo) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER unsettled_shipped_added AFTER INSERT ON shipped_from BEGIN
  INSERT INTO unsettled VALUES (new.repo) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER unsettled_shipped_changed AFTER UPDATE ON shipped_from BEGIN
  INSERT INTO unsettled VALUES (new.repo) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER unsettled_shipped_gone AFTER DELETE ON shipped_from BEGIN
  INSERT INTO unsettled VALUES (old.repo) ON CONFLICT DO NOTHING;
END;
`
