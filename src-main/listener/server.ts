// The HTTP door for events, on a port of its own. It knows sources and ingest, not the user interface: nothing of the
// workspace can be read here. An answer of 2xx is given only after the event is on disk.
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { must } from '../../src-shared/assert.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { Log } from '../log.ts'
import type { ReadDb } from '../store/database.ts'
import { type ListenerSettings, listenerSettings } from '../store/settings.ts'
import { openAdmission, type Test } from './admission.ts'
import type { Intake, ListenerHalf, Tested } from './half.ts'
import { openHttp } from './http.ts'
import { addressesOf, type ListenTo, namesOf, placeFor, stateAt } from './reach.ts'
import { openRefusals } from './refusals.ts'
import { openSocket, type Socket } from './socket.ts'
import { dialectNamed, sendDeployment } from './try-out.ts'

export interface ListenerOptions {
  db: ReadDb
  intake: Intake
  clock: () => number
  log: Log
  /** An explicit address is for this run, whatever settings say. */
  listen: ListenTo
  /** Told the state each time it changes. */
  onState(state: ListenerState): void
}

export interface OpenListener extends ListenerHalf {
  /** Takes no more, finishes what it has, and ends. */
  close(): Promise<void>
}

/** Throws a Refusal where an explicit address cannot be taken; one from the settings then waits for another. */
export async function openListener(options: ListenerOptions): Promise<OpenListener> {
  const { db, intake, clock, log, listen, onState } = options
  const refusals = openRefusals(intake, clock)
  const admission = openAdmission(db, clock)
  let isOurs = namesOf(listen.host)
  const app = await openHttp({ db, intake, clock, log, admission, refusals, isOurs: (name) => isOurs(name) })
  let socket: Socket | null = null
  let state = stateAt(listen, listen.port, listen.explicit)

  function become(next: ListenerState): ListenerState {
    state = next
    onState(next)
    return next
  }

  async function take(place: ListenTo): Promise<ListenerState> {
    const taken = await openSocket(place, app.routing)
    const { host, port } = taken
    socket = taken
    isOurs = namesOf(host)
    const addresses = addressesOf(host, port)
    const moved = place.port !== 0 && port !== place.port
    const note = moved ? `Port ${place.port} was taken, so Shiplog listens for events on ${port}.` : null
    log.info('listening', { host, port })
    const url = must(addresses[0], 'because every listener has an address').url
    return become({ ...stateAt(place, port, listen.explicit), state: 'on', url, note, addresses })
  }

  async function move(settings: ListenerSettings): Promise<ListenerState> {
    const before = socket
    if (!settings.on) {
      socket = null
      await before?.stop()
      const place = placeFor(listen, settings)
      return become(stateAt(place, place.port, listen.explicit))
    }
    const wanted = placeFor(listen, settings)
    // Where any port will do, the one it has will.
    const place = before === null || wanted.explicit ? wanted : { ...wanted, port: before.port }
    if (before?.host === place.host && (before.port === place.port || listen.explicit)) return state
    // Two addresses with one port overlap where one of them is all of the computer's.
    const isInTheWay = before?.port === place.port
    const stopped = isInTheWay ? before.stop() : undefined
    const moved = await take(place).catch(async (error: unknown) => {
      if (isInTheWay) {
        socket = null
        become({ ...stateAt(before, before.port, listen.explicit), state: 'failed' })
        await take(before)
      }
      throw error
    })
    await (stopped ?? before?.stop())
    return moved
  }

  async function start(): Promise<void> {
    const settings = listenerSettings(db)
    try {
      await move(settings)
    } catch (error) {
      if (listen.explicit || !(error instanceof Refusal)) throw error
      const place = placeFor(listen, settings)
      become({ ...stateAt(place, place.port, false), state: 'failed', note: error.message })
    }
  }

  async function test(id: string, system: string): Promise<Tested> {
    const dialect = dialectNamed(id)
    if (state.url === null) throw new Refusal('unavailable', 'The listener is off, so nothing can be sent to it.')
    const run: Test = { delivery: null }
    const { key, forget } = admission.expect(run)
    const began = performance.now()
    try {
      const answer = await sendDeployment(state.url, dialect, system, key, clock())
      const body = await answer.text()
      return { status: answer.status, ms: performance.now() - began, body, delivery: run.delivery }
    } catch (error) {
      throw new Refusal('unavailable', `The listener does not answer at ${state.url} (${String(error)}).`)
    } finally {
      forget()
    }
  }

  await start().catch(async (error: unknown) => {
    await app.close()
    throw error
  })
  // One after the other: each begins where the one before it ended.
  let moving: Promise<unknown> = Promise.resolve()
  return {
    // A computer changes networks while Shiplog runs.
    state: async () => ({ ...state, addresses: state.url === null ? [] : addressesOf(state.host, state.port) }),
    move: (settings) => {
      const moved = moving.then(() => move(settings))
      moving = moved.catch(() => undefined)
      return moved
    },
    test,
    close: async () => {
      await moving
      await socket?.stop()
      await refusals.flush()
      await app.close()
    },
  }
}
