// How deployments are found in each repository, and what was found: scanning asks git, everything later reads this.
export const sql = `
-- JSON of a Strategy; null for version tags. Written with what it found, so that the two always agree.
ALTER TABLE repos ADD COLUMN strategy TEXT;
UPDATE repos SET strategy = json_object('by', 'tags', 'glob', tag_glob) WHERE tag_glob IS NOT NULL;
ALTER TABLE repos DROP COLUMN tag_glob;
-- What there is to know about what was found, in sentences, or null.
ALTER TABLE repos ADD COLUMN note TEXT;

-- Deployments that the strategy found in the last scan. Facts are made of them.
CREATE TABLE inferred (
  repo INTEGER NOT NULL REFERENCES repos (id),
  thing TEXT NOT NULL,
  oid BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  version TEXT,
  -- What dates it: "tag date", "commit date", "date of the move".
  note TEXT NOT NULL,
  PRIMARY KEY (repo, thing)
) STRICT, WITHOUT ROWID;
INSERT INTO inferred (repo, thing, oid, at_ms, version, note)
  SELECT d.repo, d.thing, t.oid, d.at_ms, d.version, iif(t.at_ms IS NULL, 'commit date', 'tag date')
  FROM deployments d JOIN tags t ON t.repo = d.repo AND t.name = d.thing WHERE d.repo <> 0;
`
