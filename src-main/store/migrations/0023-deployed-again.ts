// Deployments of what had been deployed to the same environment before, as the commits tell.
export const sql = `
-- Derived. Those that were built from other commits than what ran until then, all of which had run there already.
CREATE TABLE deployed_again (
  deployment INTEGER PRIMARY KEY,
  -- What ran until then, and how many commits of it this one takes back; 0 where it goes forward again.
  before INTEGER NOT NULL,
  taken INTEGER NOT NULL
) STRICT;
CREATE TRIGGER deployed_again_gone AFTER DELETE ON deployments BEGIN
  DELETE FROM deployed_again WHERE deployment = old.id;
END;
`
