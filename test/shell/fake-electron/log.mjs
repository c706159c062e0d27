// What the app asked of Electron, in order, for a test to read.

/** @type {{ name: string, args: unknown[] }[]} */
export const entries = []

/** @param {string} name @param {unknown[]} args */
export function log(name, ...args) {
  entries.push({ name, args })
  if (process.env['FAKE_ELECTRON_LOG']) console.error('[fake electron]', name, JSON.stringify(args))
}
