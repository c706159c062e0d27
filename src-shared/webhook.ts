// How a report names the DevLake webhook it is for, and what follows from it. Two know this: the dialect, which names
// systems, and the table of webhooks.

export const webhookNameLength = 100

/** By its id, by its name, or by the project it reports for. */
export type WebhookRef = { id: number } | { name: string } | { project: string }

/**
 * A name of the system behind a webhook. It may have others: systems keep every name they were ever called by. What is
 * reported by the name of a project's webhook is about the project, whichever report comes first.
 */
export function systemOfWebhook(ref: WebhookRef): string {
  if ('id' in ref) return `webhook ${ref.id}`
  return 'name' in ref ? ref.name.replace(/(?<=.)_deployments$/, '') : ref.project
}

/** What a webhook is called that nobody named. For a project this is DevLake's rule. */
export function nameOfWebhook(ref: WebhookRef): string {
  if ('project' in ref) return `${ref.project}_deployments`
  return 'name' in ref ? ref.name : systemOfWebhook(ref)
}

/** The number in "webhook 3", which is the webhook with that id and no other; null for any other name. */
export function idInName(name: string): number | null {
  const digits = /^webhook ([1-9]\d*)$/.exec(name)?.[1]
  return digits !== undefined && Number.isSafeInteger(Number(digits)) ? Number(digits) : null
}
