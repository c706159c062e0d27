// What a list of deployments shows of their changes, so that it is sorted by it without reading them.
export const sql = `
-- How many commits and changes a deployment is shown to have, and the median lead time of those that count: see
-- store/change-sets.ts. Null as counted is.
ALTER TABLE deployment_change_sets ADD COLUMN commits INTEGER;
ALTER TABLE deployment_change_sets ADD COLUMN changes INTEGER;
ALTER TABLE deployment_change_sets ADD COLUMN lead_ms REAL;
UPDATE deployment_change_sets SET (commits, changes, lead_ms) = (
  SELECT count(c.commit_id) FILTER (WHERE c.left_out IS NOT 'earlier'),
    count(*) FILTER (WHERE coalesce(c.left_out, '') NOT IN ('earlier', 'merge', 'not scanned')),
    median(c.lead_ms) FILTER (WHERE c.left_out IS NULL)
  FROM deployment_changes c
  WHERE c.deployment = deployment_change_sets.deployment AND c.scope = deployment_change_sets.scope);
`
