// What the listener page's lines are for, as the address of the page keeps it: "gitlab.devlake.fh.shop".
import { ciSystems } from '../../src-shared/snippets/ci.ts'
import { dialects } from '../../src-shared/snippets/dialects.ts'

export interface Sender {
  ci: string
  dialect: string
  failures: boolean
  harmless: boolean
  signed: boolean
  later: boolean
  /** Null: the first there is. */
  system: string | null
}

export function readSender(text: string | null): Sender {
  const [ci, dialect, flags = 'fh', ...system] = (text ?? '').split('.')
  return {
    ci: ciSystems.find((one) => one.id === ci)?.id ?? 'github',
    dialect: dialects.find((one) => one.id === dialect)?.id ?? 'shiplog',
    failures: flags.includes('f'),
    harmless: flags.includes('h'),
    signed: flags.includes('s'),
    later: flags.includes('l'),
    system: system.length === 0 ? null : system.join('.'),
  }
}

export function writeSender({ ci, dialect, failures, harmless, signed, later, system }: Sender): string {
  const flags = `${failures ? 'f' : ''}${harmless ? 'h' : ''}${signed ? 's' : ''}${later ? 'l' : ''}` || 'n'
  return [ci, dialect, flags, ...(system === null ? [] : [system])].join('.')
}
