// What the last scan saw of each repository, and the folders that repositories were in before they moved.
export const sql = `
-- JSON: {"branches", "tags", "ignored": [{"name", "reason"}]}; null before the first scan.
ALTER TABLE repos ADD COLUMN refs TEXT;
-- 1 where there was no folder any more when it was last looked for.
ALTER TABLE repos ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;

-- Decisions name repositories by their folder: earlier ones still mean the repository that has moved.
CREATE TABLE repo_folders (
  git_dir TEXT NOT NULL,
  repo INTEGER NOT NULL REFERENCES repos (id),
  PRIMARY KEY (git_dir, repo)
) STRICT, WITHOUT ROWID;
`
