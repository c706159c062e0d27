// What a person chooses about the lines that report a deployment.
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
}
