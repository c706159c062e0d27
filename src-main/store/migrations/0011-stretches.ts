// What numbers are made of, by stretches of time: a version for each, so that a reader knows what it must read again.
export const sql = `
-- Time in pieces of 2^26 ms, about 19 hours: ms >> 26. Deployments with what they shipped and how many incidents
-- blame them belong to the stretch of their at_ms; incidents, with what is told of the deployment they blame, to that of
-- their start. Whatever changes them moves the version on.
CREATE TABLE stretches (
  facts TEXT NOT NULL CHECK (facts IN ('deployments', 'incidents')),
  stretch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (facts, stretch)
) STRICT, WITHOUT ROWID;
INSERT INTO stretches SELECT DISTINCT 'deployments', at_ms >> 26, 1 FROM deployments;
INSERT INTO stretches SELECT DISTINCT 'incidents', started_at_ms >> 26, 1 FROM incidents;

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

-- Whoever writes a deployment's changes writes what they hash to, so that one row stands for all of them.
CREATE TRIGGER stretches_changes_added AFTER INSERT ON deployment_change_sets BEGIN
  INSERT INTO stretches SELECT 'deployments', at_ms >> 26, 1 FROM deployments WHERE id = new.deployment
    ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_changes_changed AFTER UPDATE ON deployment_change_sets BEGIN
  INSERT INTO stretches SELECT 'deployments', at_ms >> 26, 1 FROM deployments WHERE id = new.deployment
    ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_changes_gone AFTER DELETE ON deployment_change_sets BEGIN
  INSERT INTO stretches SELECT 'deployments', at_ms >> 26, 1 FROM deployments WHERE id = old.deployment
    ON CONFLICT DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER stretches_incident_added AFTER INSERT ON incidents BEGIN
  INSERT INTO stretches VALUES ('incidents', new.started_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_incident_gone AFTER DELETE ON incidents BEGIN
  INSERT INTO stretches VALUES ('incidents', old.started_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_incident_changed AFTER UPDATE ON incidents
WHEN (old.system, old.started_at_ms, old.resolved_at_ms, old.excluded, old.deployment)
  IS NOT (new.system, new.started_at_ms, new.resolved_at_ms, new.excluded, new.deployment)
BEGIN
  INSERT INTO stretches VALUES ('incidents', old.started_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches VALUES ('incidents', new.started_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_blame_added AFTER INSERT ON incident_deployments BEGIN
  INSERT INTO stretches SELECT 'deployments', at_ms >> 26, 1 FROM deployments WHERE id = new.deployment
    ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches SELECT 'incidents', started_at_ms >> 26, 1 FROM incidents WHERE id = new.incident
    ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_blame_changed AFTER UPDATE ON incident_deployments BEGIN
  INSERT INTO stretches SELECT DISTINCT 'deployments', at_ms >> 26, 1 FROM deployments
    WHERE id IN (old.deployment, new.deployment)
    ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches SELECT 'incidents', started_at_ms >> 26, 1 FROM incidents WHERE id = new.incident
    ON CONFLICT DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER stretches_blame_gone AFTER DELETE ON incident_deployments BEGIN
  INSERT INTO stretches SELECT 'deployments', at_ms >> 26, 1 FROM deployments WHERE id = old.deployment
    ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches SELECT 'incidents', started_at_ms >> 26, 1 FROM incidents WHERE id = old.incident
    ON CONFLICT DO UPDATE SET version = version + 1;
END;

-- Whether a system ever said what kind a deployment is.
CREATE INDEX deployments_telling ON deployments (system) WHERE kind_said = 1 OR remedies IS NOT NULL;
`
