// How files with a certain header are read, under a name; and a file that is read again whenever it changes.
import { z } from 'zod'
import { ImportChoices } from './import-choices.ts'

/** What a person may say of a file besides the choices. */
const Said = {
  system: z.string().min(1).max(255).optional(),
  zone: z.string().max(64).optional(),
  choices: ImportChoices.optional(),
}

export const ImportProfile = z.strictObject({
  name: z.string().min(1).max(100),
  /** The columns of the files it is for, in any order and spelling. */
  columns: z.array(z.string().max(255)).min(1).max(1000),
  ...Said,
})
export type ImportProfile = z.infer<typeof ImportProfile>

export const WatchedFile = z.strictObject({
  /** Its whole path on this computer. */
  file: z.string().min(1).max(4096),
  profile: z.string().max(100).optional(),
  ...Said,
})
export type WatchedFile = z.infer<typeof WatchedFile>

/** What became of it the last time it had changed. */
export interface WatchState {
  /** Size and time of change, which tell whether it changed since. */
  stamp: string
  at_ms: number
  batch: number | null
  /** Why it could not be read, or what it brought. */
  note: string
  failed: boolean
}

/** Size and time of change: what tells that a file is another than before. */
export function stampOf({ size, mtimeMs }: { size: number; mtimeMs: number }): string {
  return `${size} bytes, ${Math.round(mtimeMs)}`
}
