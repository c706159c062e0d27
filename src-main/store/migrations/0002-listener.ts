// The listener's four dialects: builds, issues, systems with several names, webhooks, keys with a scope.
export const sql = `
-- What a key may be used for: JSON lists of sources and of systems' names; null is all.
ALTER TABLE keys ADD COLUMN dialects TEXT;
ALTER TABLE keys ADD COLUMN systems TEXT;

-- Refusals like the one before are counted, not written again.
CREATE TABLE delivery_repeats (
  delivery INTEGER PRIMARY KEY REFERENCES deliveries (id),
  n INTEGER NOT NULL,
  last_at_ms INTEGER NOT NULL
) STRICT;

-- Every name a system was ever called by. Never deleted, so that old deliveries find their system.
CREATE TABLE system_names (
  name TEXT PRIMARY KEY,
  system INTEGER NOT NULL REFERENCES systems (id)
) STRICT, WITHOUT ROWID;
INSERT INTO system_names (name, system) SELECT name, id FROM systems;

-- DevLake's webhooks ("connections"). Reports to webhook 3 belong to the system that is also called "webhook 3".
CREATE TABLE webhooks (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  system INTEGER NOT NULL REFERENCES systems (id),
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

-- An incident is an issue: one thing, whichever kind of event speaks of it.
UPDATE events SET type = 'issue' WHERE type = 'incident';

-- Issues that are no incidents; those lie in incidents.
CREATE TABLE issues (
  id INTEGER PRIMARY KEY,
  system INTEGER NOT NULL REFERENCES systems (id),
  thing TEXT NOT NULL,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  title TEXT,
  severity TEXT,
  priority TEXT,
  story_points REAL,
  url TEXT,
  created_at_ms INTEGER NOT NULL,
  resolved_at_ms INTEGER,
  -- JSON: [{"status", "at_ms"}], each change of status as far as it was told.
  history TEXT NOT NULL,
  sources TEXT NOT NULL,
  UNIQUE (system, thing)
) STRICT;
CREATE INDEX issues_created ON issues (created_at_ms, id);
CREATE INDEX issues_resolved ON issues (resolved_at_ms) WHERE resolved_at_ms IS NOT NULL;

CREATE TABLE builds (
  id INTEGER PRIMARY KEY,
  system INTEGER NOT NULL REFERENCES systems (id),
  thing TEXT NOT NULL,
  state TEXT NOT NULL,
  version TEXT,
  commit_oid TEXT,
  branch TEXT,
  url TEXT,
  started_at_ms INTEGER,
  finished_at_ms INTEGER,
  at_ms INTEGER NOT NULL,
  sources TEXT NOT NULL,
  UNIQUE (system, thing)
) STRICT;
CREATE INDEX builds_at ON builds (at_ms, id);
CREATE INDEX builds_version ON builds (system, version) WHERE version IS NOT NULL;

ALTER TABLE deployments ADD COLUMN names TEXT NOT NULL DEFAULT '[]';
ALTER TABLE deployments ADD COLUMN title TEXT;
ALTER TABLE deployments ADD COLUMN url TEXT;
CREATE INDEX deployments_version ON deployments (system, version) WHERE version IS NOT NULL;
-- Systems whose deployments say what commit they were built from: their links need the commit graph.
CREATE INDEX deployments_built ON deployments (system) WHERE commits <> '[]';
CREATE INDEX incidents_resolved ON incidents (resolved_at_ms) WHERE resolved_at_ms IS NOT NULL;
`
