// What both HTTP servers tell Fastify: requests are checked by their handlers, so that nothing compiles schemas, and what
// would compile them is never loaded.

const noSchemas = () => () => {
  throw new Error('no route has a schema')
}

export const plain = {
  schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
}
