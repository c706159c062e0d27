// @ts-check
// One wish to stop often arrives twice: the terminal and `timeout` signal the whole group, and npm hands its own copy
// on. The second copy must not cut off a command that is closing its files. And sometimes it does not arrive at all: npm
// hands it to the shell between itself and the command, and only that shell ends.

/** Signals that ask a program to stop. */
export const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

const same_wish_ms = 2000

/**
 * Drops repeats of a stop signal for two seconds. Where nobody else listens to the first one, or another one comes
 * after that time, `end` is called.
 * @param {(signal: (typeof stopSignals)[number]) => void} [end] by default the process ends by the signal, as ever
 */
export function dropRepeatedSignals(end) {
  /** @type {number | undefined} */
  let first_ms
  for (const signal of stopSignals) {
    const onSignal = () => {
      const now_ms = performance.now()
      const isFirst = first_ms === undefined
      first_ms ??= now_ms
      const isHandled = process.listenerCount(signal) > 1
      if (isFirst ? isHandled : now_ms - first_ms < same_wish_ms) return
      if (end !== undefined) return end(signal)
      process.off(signal, onSignal)
      process.kill(process.pid, signal)
    }
    // Before all others: a listener that hears only once is then still counted.
    process.prependListener(signal, onSignal)
  }
}

/** Takes the end of the shell that npm started this in for a stop signal: the person ended npm. */
export function stopWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  timer.unref()
}
