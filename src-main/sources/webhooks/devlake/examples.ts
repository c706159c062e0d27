// Bodies that are accepted without a warning, for the reference page.

export const deploymentExample = {
  id: 'build-771',
  startedDate: '2026-03-02T09:30:00+00:00',
  finishedDate: '2026-03-02T09:42:00+00:00',
  environment: 'PRODUCTION',
  result: 'SUCCESS',
  displayTitle: 'shop 1.4.0',
  deploymentCommits: [
    {
      repoUrl: 'https://github.com/acme/shop',
      refName: 'refs/tags/v1.4.0',
      startedDate: '2026-03-02T09:30:00+00:00',
      finishedDate: '2026-03-02T09:42:00+00:00',
      commitSha: '015e3d3b480e417aede5a1293bd61de9b0fd051d',
    },
  ],
}

export const issueExample = {
  issueKey: 'OPS-12',
  title: 'Checkout answers 500',
  type: 'INCIDENT',
  status: 'TODO',
  originalStatus: 'open',
  createdDate: '2026-03-02T10:05:00+00:00',
  severity: 'high',
}

export const pullRequestExample = {
  id: 'pr-12',
  pullRequestKey: 12,
  displayTitle: 'Take vouchers at checkout',
  status: 'MERGED',
  createdDate: '2026-02-27T08:00:00Z',
  mergedDate: '2026-03-02T09:20:00Z',
  mergeCommitSha: '015e3d3b480e417aede5a1293bd61de9b0fd051d',
}

export const closeExample = { resolutionDate: '2026-03-02T11:20:00+00:00' }

export const taskExample = {
  pipeline_name: 'A123',
  name: 'deploy',
  type: 'DEPLOYMENT',
  status: 'DONE',
  result: 'SUCCESS',
  environment: 'PRODUCTION',
  created_date: '2026-03-02T09:30:00+00:00',
  finished_date: '2026-03-02T09:42:00+00:00',
  repo_id: 'shop',
  branch: 'main',
  commit_sha: '015e3d3b480e417aede5a1293bd61de9b0fd051d',
}
