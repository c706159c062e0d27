// What GitLab tells of versions: releases, and tags that are pushed. Neither deploys anything, unless whoever set up the
// hook said in its address where to. https://docs.gitlab.com/user/project/integrations/webhook_events
import { z } from 'zod'
import { Id } from '../../../../src-shared/event.ts'
import { checked, type Kind } from '../../provider-hook.ts'
import { released, tagged, tagIn } from '../../provider-version.ts'
import { Instant } from './time.ts'

const Release = z.looseObject({
  action: z.string(),
  tag: Id,
  name: z.string().nullish(),
  released_at: Instant.nullish(),
  created_at: Instant,
  url: z.string().nullish(),
  commit: z.looseObject({ id: Id }).nullish(),
})

export const release: Kind = (sent, hook) => {
  const { action, tag, name, url, commit, released_at, created_at } = checked(Release, sent)
  if (action !== 'create') return released(hook, 'a release is a deployment when it is made')
  const at_ms = released_at ?? created_at
  // GitLab has no mark for it in webhooks: an upcoming release is one whose day was still to come when it was made.
  if (at_ms > created_at)
    return released(hook, 'an upcoming release is not deployed yet, and GitLab sends nothing on its day')
  return released(hook, { tag, at_ms, name, url, commit: commit?.id })
}

// The commit is `checkout_sha`: for an annotated tag `after` is the tag itself. Of what was deleted there is none.
const TagPush = z.looseObject({ ref: z.string(), after: z.string().nullish(), checkout_sha: Id.nullish() })

export const tagPush: Kind = (sent, hook) => {
  const { ref, after, checkout_sha } = checked(TagPush, sent)
  return tagged(hook, {
    tag: tagIn(ref) ?? ref,
    isDeleted: after != null && /^0+$/.test(after),
    commit: checkout_sha ?? null,
    at_ms: () => null,
  })
}
