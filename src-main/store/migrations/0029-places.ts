// Found deployments of one time in the order of the history.
export const sql = `
-- Derived: among those found in one repository with one time, how many of the history come before it.
ALTER TABLE deployments ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
INSERT OR IGNORE INTO underived SELECT DISTINCT system FROM deployments WHERE repo <> 0;
`
