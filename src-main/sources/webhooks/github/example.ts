// What GitHub sends of a deployment that succeeded, cut down to what is read; for the reference page.

export const example = {
  deployment_status: {
    state: 'success',
    environment: 'production',
    created_at: '2026-11-21T14:30:00Z',
    target_url: 'https://github.com/acme/shop/actions/runs/4711',
  },
  deployment: {
    id: 815,
    sha: '3f786850e387550fdab836ed7e6dc881de23001b',
    environment: 'production',
    created_at: '2026-11-21T14:24:00Z',
  },
  repository: { name: 'shop', default_branch: 'main' },
}
