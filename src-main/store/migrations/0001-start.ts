// The first schema: journal, events, facts, repositories, links. Never edited after release; see docs/architecture.md.
export const sql = `
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  hash BLOB NOT NULL,
  starts TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER,
  revoked_at_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX keys_live_hash ON keys (hash) WHERE revoked_at_ms IS NULL;
CREATE UNIQUE INDEX keys_live_name ON keys (name) WHERE revoked_at_ms IS NULL;

-- The journal: every delivery as it arrived. Rows are appended, never changed, but for undone_by, which repeats what a
-- later row (source 'correction') says, and repeats/last_at_ms, which count resends.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  query TEXT NOT NULL,
  headers TEXT NOT NULL,
  meta TEXT NOT NULL,
  body_bytes INTEGER NOT NULL,
  digest BLOB NOT NULL,
  received_at_ms INTEGER NOT NULL,
  key_id INTEGER REFERENCES keys (id),
  status INTEGER,
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'duplicate', 'rejected')),
  reason TEXT,
  duplicate_of INTEGER REFERENCES deliveries (id),
  summary TEXT NOT NULL,
  counts TEXT NOT NULL,
  undone_by INTEGER REFERENCES deliveries (id),
  -- Last, because SQLite walks a long value to reach what stands behind it.
  body BLOB NOT NULL
) STRICT;
CREATE INDEX deliveries_digest ON deliveries (digest) WHERE outcome = 'accepted';
CREATE INDEX deliveries_source ON deliveries (source, id);

CREATE TABLE systems (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE environments (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, tier TEXT NOT NULL) STRICT;

-- What deliveries were translated into. Rebuilt from the journal at any time.
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  delivery INTEGER NOT NULL REFERENCES deliveries (id),
  place TEXT NOT NULL,
  type TEXT NOT NULL,
  system INTEGER NOT NULL REFERENCES systems (id),
  environment INTEGER NOT NULL DEFAULT 0,
  thing TEXT NOT NULL,
  at_ms INTEGER,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX events_thing ON events (type, system, environment, thing);
CREATE INDEX events_delivery ON events (delivery);

-- Facts: one row per thing, folded from its events; inferred deployments come from repositories.
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  system INTEGER NOT NULL REFERENCES systems (id),
  thing TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  sources TEXT NOT NULL,
  UNIQUE (system, thing)
) STRICT;

CREATE TABLE deployments (
  id INTEGER PRIMARY KEY,
  system INTEGER NOT NULL REFERENCES systems (id),
  environment INTEGER NOT NULL REFERENCES environments (id),
  thing TEXT NOT NULL,
  -- 0 for a pushed deployment; the repository for one inferred from it.
  repo INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- Whether an event said the kind: only then does "regular" mean "not rework".
  kind_said INTEGER NOT NULL,
  version TEXT,
  started_at_ms INTEGER,
  finished_at_ms INTEGER,
  -- The time to list it by: finished, else started, else first heard of.
  at_ms INTEGER NOT NULL,
  teams TEXT NOT NULL,
  changes TEXT NOT NULL,
  commits TEXT NOT NULL,
  sources TEXT NOT NULL,
  -- Derived: the pushed deployment this inferred one is the same as.
  joined_to INTEGER,
  UNIQUE (system, environment, repo, thing)
) STRICT;
CREATE INDEX deployments_system ON deployments (system, environment, at_ms);
CREATE INDEX deployments_at ON deployments (at_ms, id);
CREATE INDEX deployments_joined ON deployments (joined_to) WHERE joined_to IS NOT NULL;

CREATE TABLE incidents (
  id INTEGER PRIMARY KEY,
  system INTEGER NOT NULL REFERENCES systems (id),
  thing TEXT NOT NULL,
  title TEXT,
  severity TEXT,
  url TEXT,
  started_at_ms INTEGER NOT NULL,
  resolved_at_ms INTEGER,
  deployment TEXT,
  sources TEXT NOT NULL,
  UNIQUE (system, thing)
) STRICT;
CREATE INDEX incidents_started ON incidents (started_at_ms, id);
CREATE INDEX incidents_system ON incidents (system, started_at_ms);
CREATE INDEX incidents_naming ON incidents (system) WHERE deployment IS NOT NULL;

-- Repositories: what was read from them.
CREATE TABLE repos (
  id INTEGER PRIMARY KEY,
  -- The folder that holds the history: work trees of one repository share it, so it is what a repository is known by.
  git_dir TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  system INTEGER NOT NULL REFERENCES systems (id),
  tag_glob TEXT,
  object_format TEXT NOT NULL,
  tips TEXT NOT NULL DEFAULT '[]',
  added_at_ms INTEGER NOT NULL,
  scanned_at_ms INTEGER,
  problem TEXT
) STRICT;

-- id = repo * 2^32 + the commit's number in that repository, counted in order of first mention. Parents are such
-- numbers too, four bytes each, little endian. A time is null where git holds garbage.
CREATE TABLE commits (
  id INTEGER PRIMARY KEY,
  oid BLOB NOT NULL,
  parents BLOB NOT NULL,
  authored_at_ms INTEGER,
  committed_at_ms INTEGER,
  author INTEGER NOT NULL,
  subject TEXT NOT NULL
) STRICT;
-- The commits that have an id. No index of the table above, because ids come in no order: writing each where it belongs
-- as it comes costs as much as the commit, writing many at once in their own order half of that.
CREATE TABLE commit_oids (
  oid BLOB NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (oid, id)
) STRICT, WITHOUT ROWID;
-- Parents that were mentioned but never read (beyond a shallow clone's edge), so that their numbers stay theirs.
CREATE TABLE commit_edges (id INTEGER PRIMARY KEY, oid BLOB NOT NULL) STRICT;
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE tags (
  repo INTEGER NOT NULL REFERENCES repos (id),
  name TEXT NOT NULL,
  oid BLOB NOT NULL,
  at_ms INTEGER,
  annotated INTEGER NOT NULL,
  PRIMARY KEY (repo, name)
) STRICT, WITHOUT ROWID;

-- Links, derived from facts and repositories; may be dropped and made again at any time.
-- scope: an environment's id, or minus a tier's number: within what "first deployment" is judged.
-- A change is a commit of a scanned repository or, where none is known, the id an event named.
-- They lie in the order they are read in, a deployment's together, because there is one for every commit: a second
-- copy as an index would cost a first scan more than it saves any question.
CREATE TABLE deployment_changes (
  deployment INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  -- 0, 1, 2 … within the two above: the order in which they were derived.
  position INTEGER NOT NULL,
  commit_id INTEGER,
  change TEXT,
  named INTEGER NOT NULL,
  start_ms INTEGER,
  lead_ms INTEGER,
  left_out TEXT,
  PRIMARY KEY (deployment, scope, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX deployment_changes_named ON deployment_changes (change, scope) WHERE change IS NOT NULL;

-- What the links of one deployment in one scope hash to, so that only what moved is written again.
CREATE TABLE deployment_change_sets (
  deployment INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  digest INTEGER NOT NULL,
  PRIMARY KEY (deployment, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_deployments (
  incident INTEGER PRIMARY KEY,
  deployment INTEGER NOT NULL,
  reason TEXT NOT NULL,
  confidence REAL NOT NULL
) STRICT;
CREATE INDEX incident_deployments_of ON incident_deployments (deployment);

-- A link goes with either of its ends, whoever removed it and why.
CREATE TRIGGER deployments_gone AFTER DELETE ON deployments BEGIN
  DELETE FROM deployment_changes WHERE deployment = old.id;
  DELETE FROM deployment_change_sets WHERE deployment = old.id;
  DELETE FROM incident_deployments WHERE deployment = old.id;
END;
CREATE TRIGGER incidents_gone AFTER DELETE ON incidents BEGIN
  DELETE FROM incident_deployments WHERE incident = old.id;
END;
`
