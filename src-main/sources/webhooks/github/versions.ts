// What GitHub tells of versions: releases, and tags that are pushed. Neither deploys anything, unless whoever set up the
// hook said in its address where to. https://docs.github.com/webhooks/webhook-events-and-payloads#release and #push
import { z } from 'zod'
import { Id } from '../../../../src-shared/event.ts'
import { checked, type Kind, type Read, type Hook } from '../../provider-hook.ts'
import { released, tagged } from '../../provider-version.ts'
import { Instant, Seconds } from './time.ts'

const Release = z.looseObject({
  action: z.string(),
  release: z.looseObject({
    tag_name: Id,
    name: z.string().nullish(),
    draft: z.boolean().nullish(),
    prerelease: z.boolean().nullish(),
    published_at: Instant.nullish(),
    html_url: z.string().nullish(),
  }),
})

export const release: Kind = (sent, hook) => {
  const { action, release: told } = checked(Release, sent)
  if (told.draft === true) return released(hook, 'a draft is not published yet')
  // What is published is `released`, too; so is a pre-release that is none any more, of which GitHub does not say since when.
  const at_ms = action === 'published' ? told.published_at : null
  if (at_ms == null && action !== 'released') return released(hook, `a release that was ${action} is not published now`)
  if (told.prerelease === true) return released(hook, 'a pre-release is deployed nowhere by itself')
  return released(hook, { tag: told.tag_name, at_ms: at_ms ?? null, name: told.name, url: told.html_url })
}

// The commit is that of `head_commit`: for an annotated tag `after` is the tag itself.
const Tag = z.looseObject({ deleted: z.boolean().nullish(), head_commit: z.looseObject({ id: Id }).nullish() })
const Pushed = z.looseObject({ repository: z.looseObject({ pushed_at: Seconds }) })

/** A push whose ref is this tag. */
export function pushedTag(tag: string, sent: unknown, hook: Hook): Read {
  const { deleted, head_commit } = checked(Tag, sent)
  return tagged(hook, {
    tag,
    isDeleted: deleted === true,
    commit: head_commit?.id ?? null,
    at_ms: () => checked(Pushed, sent).repository.pushed_at,
  })
}
