// A mark of what a scan was made from, so that the next one ends at once where nothing is new.
export const sql = `
-- Null where the next scan looks at everything.
ALTER TABLE repos ADD COLUMN mark TEXT;
`
