// What a person says of a file on the command line, as the choices of an import.
import { InvalidArgumentError } from 'commander'
import { type ImportChoices, type ImportField, importFields } from '../../../../src-shared/import-choices.ts'

export interface ImportFlags {
  inside?: string
  all?: boolean
  system?: string
  zone?: string
  preset?: string
  as?: 'incidents' | 'deployments'
  map?: Record<string, ImportField | ''>
  where?: string[]
  value?: NonNullable<ImportChoices['values']>
  dates?: 'day-first' | 'month-first'
  profile?: string
  saveProfile?: string
  watch?: boolean
  dryRun?: boolean
  strict?: boolean
}

export function choicesOf({ preset, as, map, where, value, dates }: ImportFlags): ImportChoices {
  return {
    ...(preset === undefined ? {} : { preset }),
    ...(as === undefined ? {} : { as }),
    ...(map === undefined ? {} : { map }),
    ...(where === undefined ? {} : { where }),
    ...(value === undefined ? {} : { values: value }),
    ...(dates === undefined ? {} : { dates: dates === 'day-first' ? 'day first' : 'month first' }),
  }
}

/** `column=field`; `column=` reads it as none. The last `=` counts, for a column's name may have one. */
export function mapped(text: string, known: ImportFlags['map'] = {}): NonNullable<ImportFlags['map']> {
  const at = text.lastIndexOf('=')
  const field = text.slice(at + 1).trim()
  if (at < 1 || (field !== '' && !isField(field)))
    throw new InvalidArgumentError(`Expected 'column=field' with one of the fields ${importFields.join(', ')}.`)
  return { ...known, [text.slice(0, at).trim()]: field }
}

/** `field:word=meaning`; a blank word stands for blank cells. */
export function worded(text: string, known: ImportFlags['value'] = {}): NonNullable<ImportFlags['value']> {
  const [, field = '', word = '', meaning = ''] = /^(\w+):(.*)=(.*)$/.exec(text) ?? []
  if (!isField(field))
    throw new InvalidArgumentError(
      `Expected 'field:word=meaning', such as 'status:Live=resolved', with one of the fields ${importFields.join(', ')}.`,
    )
  return { ...known, [field]: { ...known[field], [word]: meaning } }
}

export function listed(text: string, known: string[] = []): string[] {
  return [...known, text]
}

function isField(text: string): text is ImportField {
  return (importFields as readonly string[]).includes(text)
}
