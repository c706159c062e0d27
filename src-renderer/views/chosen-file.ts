// A file that a person chose to import.

/** What imports.preview and imports.run are given: a path or an upload, and the name to show. */
export interface Chosen {
  file: string
  name: string
  /** Which file it is, of an archive with several. */
  inside?: string
}
