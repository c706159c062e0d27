// Each thing that events are about gets a number, by which events and facts are found. Names come in no order: an index of
// them costs a page to write for nearly every row, and there were two, of events and of facts. Now there is one, and what is
// new stands apart in a small one until there are enough to go over together.
export const sql = `
CREATE TABLE things (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  system INTEGER NOT NULL REFERENCES systems (id),
  -- 0 for all but deployments.
  environment INTEGER NOT NULL,
  name TEXT NOT NULL
) STRICT;
-- Numbers by name: the newest, and all others.
CREATE TABLE new_names (
  type TEXT NOT NULL,
  system INTEGER NOT NULL,
  environment INTEGER NOT NULL,
  name TEXT NOT NULL,
  thing_id INTEGER NOT NULL,
  PRIMARY KEY (type, system, environment, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE old_names (
  type TEXT NOT NULL,
  system INTEGER NOT NULL,
  environment INTEGER NOT NULL,
  name TEXT NOT NULL,
  thing_id INTEGER NOT NULL,
  PRIMARY KEY (type, system, environment, name)
) STRICT, WITHOUT ROWID;
CREATE VIEW names AS SELECT * FROM new_names UNION ALL SELECT * FROM old_names;

-- In the order of events, which is the order numbers are given in.
INSERT INTO things (type, system, environment, name)
  SELECT type, system, environment, thing FROM events GROUP BY type, system, environment, thing ORDER BY min(id);
INSERT INTO things (type, system, environment, name)
  SELECT type, system, environment, thing FROM (
    SELECT 'change' AS type, system, 0 AS environment, thing FROM changes
    UNION SELECT 'deployment', system, environment, thing FROM deployments WHERE repo = 0
    UNION SELECT 'issue', system, 0, thing FROM incidents
    UNION SELECT 'issue', system, 0, thing FROM issues
    UNION SELECT 'build', system, 0, thing FROM builds)
  EXCEPT SELECT type, system, environment, name FROM things;
INSERT INTO old_names SELECT type, system, environment, name, id FROM things
  ORDER BY type, system, environment, name;

-- Made again under their own names: to rename a table, SQLite reads all of the schema once more.
CREATE TEMP TABLE events_21 AS SELECT * FROM events;
DROP TABLE events;
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  delivery INTEGER NOT NULL REFERENCES deliveries (id),
  place TEXT NOT NULL,
  thing_id INTEGER NOT NULL REFERENCES things (id),
  at_ms INTEGER,
  data TEXT NOT NULL
) STRICT;
INSERT INTO events SELECT e.id, e.delivery, e.place, n.thing_id, e.at_ms, e.data FROM temp.events_21 e
  CROSS JOIN old_names n ON n.type = e.type AND n.system = e.system AND n.environment = e.environment AND n.name = e.thing
  ORDER BY e.id;
DROP TABLE temp.events_21;

CREATE INDEX events_thing ON events (thing_id);
CREATE INDEX events_delivery ON events (delivery);

CREATE TEMP TABLE changes_21 AS SELECT * FROM changes;
DROP TABLE changes;
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  system INTEGER NOT NULL REFERENCES systems (id),
  thing TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  sources TEXT NOT NULL,
  thing_id INTEGER UNIQUE
) STRICT;
INSERT INTO changes SELECT f.id, f.system, f.thing, f.created_at_ms, f.sources, n.thing_id
  FROM temp.changes_21 f LEFT JOIN old_names n ON n.type = 'change' AND n.system = f.system AND n.environment = 0 AND n.name = f.thing ORDER BY f.id;
DROP TABLE temp.changes_21;
CREATE INDEX changes_system ON changes (system);

CREATE TEMP TABLE deployments_21 AS SELECT * FROM deployments;
DROP TABLE deployments;
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
  names TEXT NOT NULL DEFAULT '[]',
  title TEXT,
  url TEXT,
  excluded TEXT,
  remedies TEXT,
  remedied_by INTEGER,
  -- Null for one inferred.
  thing_id INTEGER UNIQUE
) STRICT;
INSERT INTO deployments SELECT f.id, f.system, f.environment, f.thing, f.repo, f.state, f.kind, f.kind_said, f.version, f.started_at_ms, f.finished_at_ms, f.at_ms, f.teams, f.changes, f.commits, f.sources, f.joined_to, f.names, f.title, f.url, f.excluded, f.remedies, f.remedied_by, n.thing_id
  FROM temp.deployments_21 f LEFT JOIN old_names n ON n.type = 'deployment' AND n.system = f.system AND n.environment = f.environment AND n.name = f.thing AND f.repo = 0 ORDER BY f.id;
DROP TABLE temp.deployments_21;
CREATE UNIQUE INDEX deployments_inferred ON deployments (system, environment, repo, thing) WHERE repo <> 0;
CREATE INDEX deployments_system ON deployments (system, environment, at_ms);
CREATE INDEX deployments_at ON deployments (at_ms, id);
CREATE INDEX deployments_joined ON deployments (joined_to) WHERE joined_to IS NOT NULL;
CREATE INDEX deployments_version ON deployments (system, version) WHERE version IS NOT NULL;
CREATE INDEX deployments_built ON deployments (system) WHERE commits <> '[]';
CREATE INDEX deployments_remedying ON deployments (system) WHERE remedies IS NOT NULL;
CREATE INDEX deployments_telling ON deployments (system) WHERE kind_said = 1 OR remedies IS NOT NULL;
CREATE INDEX deployments_naming_nothing ON deployments (at_ms) WHERE changes = '[]' AND commits = '[]';
CREATE INDEX deployments_under_way ON deployments (at_ms) WHERE state IN ('pending', 'started');
CREATE INDEX deployments_backwards ON deployments (at_ms) WHERE finished_at_ms < started_at_ms;
CREATE INDEX deployments_excluded ON deployments (at_ms) WHERE excluded IS NOT NULL;
CREATE TRIGGER deployments_gone AFTER DELETE ON deployments BEGIN
  DELETE FROM deployment_changes WHERE deployment = old.id;
  DELETE FROM deployment_change_sets WHERE deployment = old.id;
  DELETE FROM incident_deployments WHERE deployment = old.id;
END;
CREATE TRIGGER stretches_deployment_added AFTER INSERT ON deployments BEGIN
  INSERT INTO stretches VALUES ('deployments', new.at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_deployment_gone AFTER DELETE ON deployments BEGIN
  INSERT INTO stretches VALUES ('deployments', old.at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches SELECT DISTINCT 'incidents', i.started_at_ms >> 26, 1
    FROM incident_deployments l JOIN incidents i ON i.id = l.incident WHERE l.deployment = old.joined_to
    ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_deployment_changed AFTER UPDATE ON deployments
WHEN (old.system, old.environment, old.thing, old.state, old.kind, old.kind_said, old.finished_at_ms, old.at_ms,
    old.joined_to, old.remedies, old.remedied_by, old.excluded, old.commits)
  IS NOT (new.system, new.environment, new.thing, new.state, new.kind, new.kind_said, new.finished_at_ms, new.at_ms,
    new.joined_to, new.remedies, new.remedied_by, new.excluded, new.commits)
BEGIN
  INSERT INTO stretches VALUES ('deployments', old.at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches VALUES ('deployments', new.at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches SELECT DISTINCT 'incidents', i.started_at_ms >> 26, 1
    FROM incident_deployments l JOIN incidents i ON i.id = l.incident
    WHERE l.deployment IN (new.id, old.joined_to, new.joined_to)
    ON CONFLICT DO UPDATE SET version = version + 1;
END;

CREATE TEMP TABLE incidents_21 AS SELECT * FROM incidents;
DROP TABLE incidents;
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
  excluded TEXT,
  resolved_by TEXT,
  end_estimated INTEGER NOT NULL DEFAULT 0,
  thing_id INTEGER UNIQUE
) STRICT;
INSERT INTO incidents SELECT f.id, f.system, f.thing, f.title, f.severity, f.url, f.started_at_ms, f.resolved_at_ms, f.deployment, f.sources, f.excluded, f.resolved_by, f.end_estimated, n.thing_id
  FROM temp.incidents_21 f LEFT JOIN old_names n ON n.type = 'issue' AND n.system = f.system AND n.environment = 0 AND n.name = f.thing ORDER BY f.id;
DROP TABLE temp.incidents_21;
CREATE INDEX incidents_started ON incidents (started_at_ms, id);
CREATE INDEX incidents_system ON incidents (system, started_at_ms);
CREATE INDEX incidents_naming ON incidents (system) WHERE deployment IS NOT NULL;
CREATE INDEX incidents_resolved ON incidents (resolved_at_ms) WHERE resolved_at_ms IS NOT NULL;
CREATE INDEX incidents_open ON incidents (started_at_ms, id) WHERE resolved_at_ms IS NULL;
CREATE INDEX incidents_backwards ON incidents (started_at_ms) WHERE resolved_at_ms < started_at_ms;
CREATE INDEX incidents_excluded ON incidents (started_at_ms) WHERE excluded IS NOT NULL;
CREATE TRIGGER incidents_gone AFTER DELETE ON incidents BEGIN
  DELETE FROM incident_deployments WHERE incident = old.id;
END;
CREATE TRIGGER stretches_incident_added AFTER INSERT ON incidents BEGIN
  INSERT INTO stretches VALUES ('incidents', new.started_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_incident_gone AFTER DELETE ON incidents BEGIN
  INSERT INTO stretches VALUES ('incidents', old.started_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_incident_changed AFTER UPDATE ON incidents
WHEN (old.system, old.started_at_ms, old.resolved_at_ms, old.end_estimated, old.excluded, old.deployment)
  IS NOT (new.system, new.started_at_ms, new.resolved_at_ms, new.end_estimated, new.excluded, new.deployment)
BEGIN
  INSERT INTO stretches VALUES ('incidents', old.started_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches VALUES ('incidents', new.started_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;

CREATE TEMP TABLE issues_21 AS SELECT * FROM issues;
DROP TABLE issues;
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
  thing_id INTEGER UNIQUE
) STRICT;
INSERT INTO issues SELECT f.id, f.system, f.thing, f.kind, f.status, f.title, f.severity, f.priority, f.story_points, f.url, f.created_at_ms, f.resolved_at_ms, f.history, f.sources, n.thing_id
  FROM temp.issues_21 f LEFT JOIN old_names n ON n.type = 'issue' AND n.system = f.system AND n.environment = 0 AND n.name = f.thing ORDER BY f.id;
DROP TABLE temp.issues_21;
CREATE INDEX issues_system ON issues (system);
CREATE INDEX issues_created ON issues (created_at_ms, id);
CREATE INDEX issues_resolved ON issues (resolved_at_ms) WHERE resolved_at_ms IS NOT NULL;
CREATE TRIGGER stretches_issue_added AFTER INSERT ON issues BEGIN
  INSERT INTO stretches VALUES ('issues', new.created_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_issue_gone AFTER DELETE ON issues BEGIN
  INSERT INTO stretches VALUES ('issues', old.created_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_issue_changed AFTER UPDATE ON issues
WHEN (old.system, old.kind, old.status, old.created_at_ms) IS NOT (new.system, new.kind, new.status, new.created_at_ms)
BEGIN
  INSERT INTO stretches VALUES ('issues', old.created_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches VALUES ('issues', new.created_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;

CREATE TEMP TABLE builds_21 AS SELECT * FROM builds;
DROP TABLE builds;
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
  thing_id INTEGER UNIQUE
) STRICT;
INSERT INTO builds SELECT f.id, f.system, f.thing, f.state, f.version, f.commit_oid, f.branch, f.url, f.started_at_ms, f.finished_at_ms, f.at_ms, f.sources, n.thing_id
  FROM temp.builds_21 f LEFT JOIN old_names n ON n.type = 'build' AND n.system = f.system AND n.environment = 0 AND n.name = f.thing ORDER BY f.id;
DROP TABLE temp.builds_21;
CREATE INDEX builds_system ON builds (system);
CREATE INDEX builds_at ON builds (at_ms, id);
CREATE INDEX builds_version ON builds (system, version) WHERE version IS NOT NULL;
CREATE TRIGGER stretches_build_added AFTER INSERT ON builds BEGIN
  INSERT INTO stretches VALUES ('builds', new.at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_build_gone AFTER DELETE ON builds BEGIN
  INSERT INTO stretches VALUES ('builds', old.at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_build_changed AFTER UPDATE ON builds
WHEN (old.system, old.state, old.at_ms) IS NOT (new.system, new.state, new.at_ms)
BEGIN
  INSERT INTO stretches VALUES ('builds', old.at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches VALUES ('builds', new.at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
`
