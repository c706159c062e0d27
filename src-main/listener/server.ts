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
import { addressesOf, endingSoon, type ListenTo, namesOf, type Place, placeFor, stateAt } from './reach.ts'
import { openRefusals } from './refusals.ts'
import { openSocket, type Socket } from './socket.ts'
import { isAboutTls, readTls, type Tls } from './tls.ts'
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

const renewMs = 60_000

export interface OpenListener extends ListenerHalf {
  /** Takes no more, finishes what it has, and ends. */
  close(): Promise<void>
}

/** Throws a Refusal where an explicit address cannot be taken; one from the settings then waits for another. */
export async function openListener(options: ListenerOptions): Promise<OpenListener> {
  const { db, intake, clock, log, listen, onState } = options
  const refusals = openRefusals(intake, clock)
  const admission = openAdmission(db, clock)
  let isOurs = namesOf(listen.host, null)
  const app = await openHttp({ db, intake, clock, log, admission, refusals, isOurs: (name) => isOurs(name) })
  let socket: Socket | null = null
  let state = stateAt({ host: listen.host, tls: null }, listen.port, listen.explicit)

  function become(next: ListenerState): ListenerState {
    state = next
    onState(next)
    return next
  }

  function certificateOf({ names, ends_at_ms, self_signed }: Tls): NonNullable<ListenerState['certificate']> {
    return { names, ends_at_ms, self_signed, fixed: listen.tls !== undefined }
  }

  function nowAt({ host, port, tls }: Place, note: string | null): ListenerState {
    const addresses = addressesOf(host, port, tls)
    const url = must(addresses[0], 'because every listener has an address').url
    const certificate = tls === null ? null : certificateOf(tls)
    isOurs = namesOf(host, tls)
    return become({
      ...stateAt({ host, tls }, port, listen.explicit),
      state: 'on',
      url,
      note,
      addresses,
      certificate,
    })
  }

  async function take(place: Place): Promise<ListenerState> {
    const taken = await openSocket(place, app.routing)
    const { host, port, tls } = taken
    socket = taken
    const moved = place.port !== 0 && port !== place.port
    const note = moved ? `Port ${place.port} was taken, so Shiplog listens for events on ${port}.` : null
    log.info('listening', { host, port, https: tls !== null })
    return nowAt(taken, note)
  }

  async function move(settings: ListenerSettings): Promise<ListenerState> {
    const before = socket
    if (!settings.on) {
      socket = null
      await before?.stop()
      const place = placeFor(listen, settings, null)
      return become(stateAt(place, place.port, listen.explicit))
    }
    const files = listen.tls ?? settings.tls
    const wanted = placeFor(listen, settings, files === null ? null : readTls(files, clock()))
    // Where any port will do, the one it has will.
    const isKept = before !== null && (listen.explicit || !wanted.explicit)
    const place = isKept ? { ...wanted, port: before.port } : wanted
    if (before?.host === place.host && before.port === place.port) {
      if (before.tls === null && place.tls === null) return state
      if (before.tls !== null && place.tls !== null) {
        before.renew(place.tls)
        return nowAt(before, state.note)
      }
    }
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
      if (!(error instanceof Refusal)) throw error
      // What was given on the command line is taken or refused; with settings that fail there is a page to mend them on.
      if (isAboutTls(error) ? listen.tls !== undefined : listen.explicit) throw error
      const place = placeFor(listen, settings, null)
      become({ ...stateAt(place, place.port, listen.explicit), state: 'failed', note: error.message })
    }
  }

  /** Files that cannot be used just now, half written perhaps, are looked at again. */
  function renew(): void {
    if (socket?.tls == null) return
    try {
      const tls = readTls(socket.tls.files, clock())
      if (tls.fingerprint === socket.tls.fingerprint) return
      socket.renew(tls)
      log.info('new certificate', { ends: tls.ends_at_ms })
      nowAt(socket, null)
    } catch (error) {
      const note = error instanceof Refusal ? error.message : String(error)
      if (state.note !== note) become({ ...state, note })
    }
  }

  async function test(id: string, system: string): Promise<Tested> {
    const dialect = dialectNamed(id)
    if (state.url === null) throw new Refusal('unavailable', 'The listener is off, so nothing can be sent to it.')
    const run: Test = { delivery: null }
    const { key, forget } = admission.expect(run)
    const began = performance.now()
    try {
      const to = { address: state.url, fingerprint: socket?.tls?.fingerprint ?? null }
      const answer = await sendDeployment(to, dialect, system, key, clock())
      return { ...answer, ms: performance.now() - began, delivery: run.delivery }
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
  // Whoever renews a certificate puts the new one in its place, and tells nobody.
  const renewing = setInterval(() => void (moving = moving.then(renew)), renewMs).unref()
  return {
    // A computer changes networks while Shiplog runs.
    state: async () => {
      const { port, host, url, warning } = state
      const tls = socket?.tls ?? null
      return {
        ...state,
        addresses: url === null ? [] : addressesOf(host, port, tls),
        warning: tls === null ? warning : endingSoon(tls, clock()),
      }
    },
    move: (settings) => {
      const moved = moving.then(() => move(settings))
      moving = moved.catch(() => undefined)
      return moved
    },
    test,
    close: async () => {
      clearInterval(renewing)
      await moving
      await socket?.stop()
      await refusals.flush()
      await app.close()
    },
  }
}
