// What people decide about the data, and attribution with its rule.
export const sql = `
-- The rule an incident is attributed by: 0 a person, 1 it names the deployment, 2 what resolved it remedies the deployment,
-- 3 the commit it names was shipped by it, 4 the last successful one before it.
ALTER TABLE incident_deployments ADD COLUMN rule INTEGER NOT NULL DEFAULT 4;
UPDATE incident_deployments SET rule = 1 WHERE confidence = 1;

-- Decisions that stand, the last on each subject. Made again from the journal.
CREATE TABLE decisions (
  kind TEXT NOT NULL,
  -- JSON, by ids that outlive a rebuild: [system, environment, thing, repo].
  subject TEXT NOT NULL,
  system INTEGER,
  value TEXT NOT NULL,
  delivery INTEGER NOT NULL REFERENCES deliveries (id),
  PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_system ON decisions (system) WHERE system IS NOT NULL;

-- Why a person left it out of all numbers; null for what counts.
ALTER TABLE deployments ADD COLUMN excluded TEXT;
ALTER TABLE incidents ADD COLUMN excluded TEXT;

-- The deployment a rollback or hotfix says it remedies, as it calls it; and, derived, the one that remedies this.
ALTER TABLE deployments ADD COLUMN remedies TEXT;
ALTER TABLE deployments ADD COLUMN remedied_by INTEGER;
CREATE INDEX deployments_remedying ON deployments (system) WHERE remedies IS NOT NULL;
-- The deployment that resolved an incident, as the incident calls it.
ALTER TABLE incidents ADD COLUMN resolved_by TEXT;

CREATE TABLE environment_names (
  name TEXT PRIMARY KEY,
  environment INTEGER NOT NULL REFERENCES environments (id)
) STRICT, WITHOUT ROWID;
INSERT INTO environment_names (name, environment) SELECT name, id FROM environments;
`
