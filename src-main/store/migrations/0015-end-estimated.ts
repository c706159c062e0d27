// Whether the end of an incident is an estimate: its source says that it is over, and not since when.
export const sql = `
ALTER TABLE incidents ADD COLUMN end_estimated INTEGER NOT NULL DEFAULT 0;

-- As before, and with what is new.
DROP TRIGGER stretches_incident_changed;
CREATE TRIGGER stretches_incident_changed AFTER UPDATE ON incidents
WHEN (old.system, old.started_at_ms, old.resolved_at_ms, old.end_estimated, old.excluded, old.deployment)
  IS NOT (new.system, new.started_at_ms, new.resolved_at_ms, new.end_estimated, new.excluded, new.deployment)
BEGIN
  INSERT INTO stretches VALUES ('incidents', old.started_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
  INSERT INTO stretches VALUES ('incidents', new.started_at_ms >> 26, 1) ON CONFLICT DO UPDATE SET version = version + 1;
END;
`
