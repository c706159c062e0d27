// Nearly all deliveries are accepted, so that an index of them says next to nothing, and costs each a page more to write.
export const sql = `
DROP INDEX deliveries_outcome;
CREATE INDEX deliveries_outcome ON deliveries (outcome, id, source) WHERE outcome <> 'accepted';
`
