// First lines that an earlier version cut at 500 characters are read again once: a squash is known by the pull request
// that its first line ends in.
export const sql = `
-- Commits whose first line may have been cut. 500 characters have 499 bytes at least: half an emoji was not kept.
CREATE TABLE cut_subjects (id INTEGER PRIMARY KEY) STRICT;
INSERT INTO cut_subjects SELECT id FROM commits WHERE octet_length(subject) >= 499;
`
