import type { Handlers } from './context.ts'

export const listener: Handlers<'listener'> = {
  'listener.status': (_, context) => context.listener(),
}
