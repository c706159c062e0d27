// Large files on their way in: staged in pieces, where no fact and no list looks, and published when all of it is here.
export const sql = `
-- One import under way. Once it is being published it has its delivery; one that is found when the file is opened was cut
-- short, and is taken back.
CREATE TABLE stages (
  -- Never given again: bytes are named by it for ever.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery INTEGER REFERENCES deliveries (id)
) STRICT;
-- No longer needed, and removed piece by piece, once its stage is gone.
CREATE TABLE staged_events (
  stage INTEGER NOT NULL,
  position INTEGER NOT NULL,
  place TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (stage, position)
) STRICT, WITHOUT ROWID;
-- The bytes of a large file, in order. Its delivery's own body is empty, and meta.stage names them.
CREATE TABLE stage_bytes (
  stage INTEGER NOT NULL,
  part INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (stage, part)
) STRICT;
`
