// What is odd among changes, found by an index that costs nothing where nothing is: a list of words in its condition takes
// SQLite as long, for every row written, as half the row.
export const sql = `
DROP INDEX deployment_changes_odd;
-- 'negative', 'no time' and 'not scanned' come after all other reasons.
CREATE INDEX deployment_changes_odd ON deployment_changes (left_out, deployment) WHERE left_out > 'n';
`
