// The listener: where it listens.
import { Nothing, write } from './call.ts'
import { ListenerState } from './workspace.ts'

export const listener = {
  // Answered by the writer, which holds the socket.
  'listener.status': write('Whether the listener is on, and where.', Nothing, ListenerState),
}
