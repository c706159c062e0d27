// What GitLab sends of a deployment that succeeded, cut down to what is read; for the reference page.

export const example = {
  object_kind: 'deployment',
  status: 'success',
  status_changed_at: '2026-11-21 14:30:00 +0000',
  deployment_id: 815,
  deployable_url: 'https://gitlab.example.com/acme/shop/-/jobs/4711',
  environment: 'production',
  short_sha: '3f786850',
  commit_url: 'https://gitlab.example.com/acme/shop/-/commit/3f786850e387550fdab836ed7e6dc881de23001b',
  project: { path_with_namespace: 'acme/shop', default_branch: 'main' },
}
