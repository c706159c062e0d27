// What a person chooses about the lines that report a deployment.

/** What is written for later stands in it, one event a line. */
export const eventsFile = 'shiplog-events.ndjson'

export interface SnippetChoice {
  /** The id of one of ciSystems. */
  ci: string
  /** The id of one of dialects. */
  dialect: string
  /** Where the listener is reached: "http://127.0.0.1:8787". */
  address: string
  /** The name of the variable that holds the key; the key itself stands in no text. */
  secret: string
  system: string
  /** Failed deployments too, where the dialect has a word for them. */
  failures: boolean
  /** A report that cannot be sent does not fail the build. */
  harmless: boolean
  /** The key signs and is not sent; not in PowerShell. */
  signed?: boolean
  /** Nothing is sent: it goes into a file in Shiplog's own words, to be dropped in later. */
  later?: boolean
}
