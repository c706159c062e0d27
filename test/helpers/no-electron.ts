// What `electron` is in a test: a refusal. See the alias in vitest.config.ts.
function refuse(): never {
  throw new Error('Tests must not import electron: pass the part you need as a parameter (see test/hosts/electron).')
}

export default refuse()
