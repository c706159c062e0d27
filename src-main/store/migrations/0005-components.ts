// Several systems in one repository, each by the paths that its commits touch.
export const sql = `
CREATE TABLE components (
  id INTEGER PRIMARY KEY,
  repo INTEGER NOT NULL REFERENCES repos (id),
  system INTEGER NOT NULL REFERENCES systems (id),
  -- JSON: patterns of paths.
  paths TEXT NOT NULL,
  -- JSON of a Strategy, and what there is to know about what it found.
  strategy TEXT NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX components_repo ON components (repo);
CREATE INDEX components_system ON components (system);

-- Which commits touch a component: bit n % 8 of byte n / 8 of the pieces' bytes one after the other is commit number n.
-- A piece without any is left out.
CREATE TABLE component_commits (
  component INTEGER NOT NULL,
  piece INTEGER NOT NULL,
  bits BLOB NOT NULL,
  PRIMARY KEY (component, piece)
) STRICT, WITHOUT ROWID;
-- How many of a repository's commit numbers the above speaks of.
ALTER TABLE repos ADD COLUMN looked INTEGER NOT NULL DEFAULT 0;

-- The systems of a repository: one where it has no components.
CREATE VIEW repo_systems AS
  SELECT id AS repo, system FROM repos WHERE NOT EXISTS (SELECT 1 FROM components c WHERE c.repo = repos.id)
  UNION SELECT repo, system FROM components;

-- Two components may find the same commit; 0 is the repository as a whole.
CREATE TABLE inferred_5 (
  repo INTEGER NOT NULL REFERENCES repos (id),
  component INTEGER NOT NULL DEFAULT 0,
  thing TEXT NOT NULL,
  oid BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  version TEXT,
  note TEXT NOT NULL,
  PRIMARY KEY (repo, component, thing)
) STRICT, WITHOUT ROWID;
INSERT INTO inferred_5 (repo, thing, oid, at_ms, version, note) SELECT repo, thing, oid, at_ms, version, note FROM inferred;
DROP TABLE inferred;
ALTER TABLE inferred_5 RENAME TO inferred;
`
