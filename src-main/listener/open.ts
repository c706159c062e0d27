// Opens the listener on a data folder, with a connection of its own that cannot write.
import { openReadDb } from '../store/database.ts'
import { type ListenerOptions, openListener, type OpenListener } from './server.ts'

/** Opens after the writer, which makes the file. */
export async function openListenerOn(dataDir: string, options: Omit<ListenerOptions, 'db'>): Promise<OpenListener> {
  const opened = openReadDb(dataDir)
  try {
    const listener = await openListener({ ...options, db: opened.db })
    return {
      ...listener,
      close: async () => {
        await listener.close()
        opened.close()
      },
    }
  } catch (error) {
    opened.close()
    throw error
  }
}
