// What may be asked of the list of deployments.
import { z } from 'zod'
import { refuseFields } from '../../fields.ts'

const limitMax = 1000

function whole(least: number, most: number, otherwise: number) {
  return z
    .string()
    .refine(
      (text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most,
      `a whole number from ${least} to ${most}`,
    )
    .transform(Number)
    .default(otherwise)
}

const Listing = z.strictObject({
  limit: whole(1, limitMax, 100),
  offset: whole(0, 999_999_999, 0),
  product_name: z.string().min(1).optional(),
  environment_name: z.string().min(1).optional(),
})
export type Listing = z.infer<typeof Listing>

export function readListing(query: URLSearchParams): Listing {
  const parsed = Listing.safeParse(Object.fromEntries(query), { reportInput: true })
  if (!parsed.success) throw refuseFields(parsed.error, 'The query')
  return parsed.data
}
