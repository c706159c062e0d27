// The files that a repository had its objects in, so that a scan notices when some went away.
export const sql = `
CREATE TABLE repo_objects (
  repo INTEGER PRIMARY KEY REFERENCES repos (id),
  -- A line each, in order.
  names TEXT NOT NULL
) STRICT;
`
