// What the core tells whoever runs it. Never a key, a body or a person's name.
export interface Log {
  info(message: string, details?: Record<string, unknown>): void
  warn(message: string, details?: Record<string, unknown>): void
  error(message: string, details?: Record<string, unknown>): void
}

export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
