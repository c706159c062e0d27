// The values a switch of words may have, read from its schema.
import { z } from 'zod'
import { Definition, type SwitchName } from '../../src-shared/definition.ts'

export { dora } from '../../src-shared/definition.ts'

export function switchesOf(name: SwitchName): string[] {
  const schema: unknown = Definition.shape[name]
  return schema instanceof z.ZodEnum ? schema.options.map(String) : []
}
