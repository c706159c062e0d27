// What a newer version derives besides is derived once for what was there before.
export const sql = `
-- Systems whose links are to be derived again.
CREATE TABLE underived (system INTEGER PRIMARY KEY) STRICT;
-- Deployments of what had been deployed before are told by commits since step 23.
INSERT INTO underived SELECT DISTINCT system FROM deployments WHERE commits <> '[]';
`
