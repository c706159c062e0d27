// What is printed may be read by a program that goes away when it has enough, as `head` does. That is no failure: the rest
// is not printed, and the exit code says what it says of the command.
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** From now on a reader that goes away is not an error of its own. */
export function endQuietly(): void {
  for (const stream of [process.stdout, process.stderr])
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore)
}

/** Prints a file as it is, in constant memory. */
export async function printFile(file: string): Promise<void> {
  await pipeline(createReadStream(file), process.stdout, { end: false }).catch(ignore)
}

function ignore(error: Error): void {
  const isReaderGone = 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  if (!isReaderGone) throw error
}
