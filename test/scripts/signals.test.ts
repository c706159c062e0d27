import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'

const signals = new URL('../../scripts/signals.mjs', import.meta.url).href

/** How a program ends that is sent SIGTERM twice, the second copy 50 ms after the first. */
async function endOf(program: string): Promise<{ code: number | null; signal: string | null; printed: string }> {
  const source = `import { dropRepeatedSignals, stopWithNpm } from ${JSON.stringify(signals)}; ${program}; console.log('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (printed === '') {
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGTERM'), 50)
    }
    printed += text
  })
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, printed }))
  })
}

const stay = 'setInterval(() => {}, 1000)'
const closeSlowly = `process.once('SIGTERM', () => setTimeout(() => { console.log('closed'); process.exit(0) }, 300))`

// Windows has no signals to send: kill() ends the other process there.
describe.skipIf(process.platform === 'win32')('a stop signal that comes twice', () => {
  test('cuts a closing program off without this', async () => {
    expect(await endOf(`${stay}; ${closeSlowly}`)).toEqual({ code: null, signal: 'SIGTERM', printed: 'ready\n' })
  })

  test('lets a program that listens close in peace', async () => {
    const end = await endOf(`dropRepeatedSignals(); ${stay}; ${closeSlowly}`)
    expect(end).toEqual({ code: 0, signal: null, printed: 'ready\nclosed\n' })
  })

  test('ends a program that does not listen, as ever', async () => {
    expect(await endOf(`dropRepeatedSignals(); ${stay}`)).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  test('ends it the way it wants', async () => {
    expect(await endOf(`dropRepeatedSignals(() => process.exit(0)); ${stay}`)).toMatchObject({ code: 0, signal: null })
  })
})

test.skipIf(process.platform === 'win32')('a command ends when the shell that npm started it in is gone', async () => {
  const source = `import { stopWithNpm } from ${JSON.stringify(signals)}; stopWithNpm(); ${stay}; console.log(process.pid)`
  // The second command keeps the shell from becoming the first one.
  const script = `"${process.execPath}" --input-type=module --eval '${source}'; true`
  const env = { ...process.env, npm_lifecycle_event: 'start' }
  const shell = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'], env })
  const pid = await new Promise<number>((resolve) => {
    shell.stdout.once('data', (text: Buffer) => resolve(Number(String(text))))
  })
  shell.kill('SIGTERM')
  // Signal 0 only asks whether there is such a process.
  await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
