// When the listener listened, so that it can be said when it did not.
export const sql = `
-- A row for each time without a break. ended_ms is null while it goes on, and where the process ended without a word:
-- then the file of listening.ts says until when it was there.
CREATE TABLE listening (
  began_ms INTEGER PRIMARY KEY,
  ended_ms INTEGER,
  -- off: a person turned it off, so that nobody misses it. closed: Shiplog ended. failed: the address could not be had, or
  -- the listener ended. asleep: nothing ran on the computer. killed: Shiplog ended without a word.
  ended_by TEXT CHECK (ended_by IN ('off', 'closed', 'failed', 'asleep', 'killed'))
) STRICT;
`
