// What lists need so that a page costs what it shows: how many changes there are, more facts by stretches of time, and an
// index of what is odd.
export const sql = `
-- How many changes of a set count and how many are left out, those that an earlier deployment shipped apart. Null only
-- within the transaction that moves them.
ALTER TABLE deployment_change_sets ADD COLUMN counted INTEGER;
ALTER TABLE deployment_change_sets ADD COLUMN left_out INTEGER;
UPDATE deployment_change_sets SET (counted, left_out) = (
  SELECT count(*) FILTER (WHERE c.left_out IS NULL), count(*) FILTER (WHERE c.left_out <> 'earlier')
  FROM deployment_changes c
  WHERE c.deployment = deployment_change_sets.deployment AND c.scope = deployment_change_sets.scope);
CREATE INDEX deployment_change_sets_uncounted ON deployment_change_sets (deployment) WHERE counted IS NULL;

-- As before, and builds by their at_ms and issues by their creation.
DROP TABLE stretches;
CREATE TABLE stretches (
  facts TEXT NOT NULL CHECK (facts IN ('deployments', 'incidents', 'builds', 'issues')),
  stretch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (facts, stretch)
) STRICT, WITHOUT ROWID;
INSERT INTO stretches SELECT DISTINCT 'deployments', at_ms >> 26, 1 FROM deployments;
INSERT INTO stretches SELECT DISTINCT 'incidents', started_at_ms >> 26, 1 FROM incidents;
INSERT INTO stretches SELECT DISTINCT 'builds', at_ms >> 26, 1 FROM builds;
INSERT INTO stretches SELECT DISTINCT 'issues', created_at_ms >> 26, 1 FROM issues;

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

CREATE INDEX deliveries_outcome ON deliveries (outcome, id);

-- What is odd, so that findings read nothing else.
CREATE INDEX deployment_changes_odd ON deployment_changes (left_out, deployment)
  WHERE left_out IN ('no time', 'negative', 'not scanned');
CREATE INDEX deployment_changes_listed ON deployment_changes (commit_id) WHERE named = 1 AND commit_id IS NOT NULL;
CREATE INDEX deployments_naming_nothing ON deployments (at_ms) WHERE changes = '[]' AND commits = '[]';
CREATE INDEX deployments_under_way ON deployments (at_ms) WHERE state IN ('pending', 'started');
CREATE INDEX deployments_backwards ON deployments (at_ms) WHERE finished_at_ms < started_at_ms;
CREATE INDEX deployments_excluded ON deployments (at_ms) WHERE excluded IS NOT NULL;
CREATE INDEX incidents_open ON incidents (started_at_ms, id) WHERE resolved_at_ms IS NULL;
CREATE INDEX incidents_backwards ON incidents (started_at_ms) WHERE resolved_at_ms < started_at_ms;
CREATE INDEX incidents_excluded ON incidents (started_at_ms) WHERE excluded IS NOT NULL;
`
