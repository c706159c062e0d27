// shiplog listener …
import { type Command, Option } from 'commander'
import type { Listener } from '../../../../src-shared/contract/listener.ts'
import type { Runner } from '../runner.ts'
import { moment } from '../print.ts'
import { portNumber, tlsCert, tlsFiles, tlsKey, yesOrNo } from '../values.ts'

interface Flags {
  on?: boolean
  off?: boolean
  reach?: 'computer' | 'network'
  port?: number
  keyless?: boolean
  capture?: boolean
  tlsCert?: string
  tlsKey?: string
  /** False where it was asked to stop. */
  tls: boolean
}

export function addListener(root: Command, runner: Runner): void {
  const listener = root.command('listener').description('where events are taken, and from whom')
  listener
    .command('status')
    .description('say whether the listener is on, and where')
    .action(() => runner.call('listener.status', {}, inWords))
  listener
    .command('set')
    .description('change where events are taken, and from whom; at once, and for later runs')
    .addOption(new Option('--on', 'take events').conflicts('off'))
    .option('--off', 'take none')
    .addOption(
      new Option(
        '--reach <reach>',
        'who reaches it: computer for this one only, network for all on its network',
      ).choices(['computer', 'network']),
    )
    .option('--port <n>', 'its port, 1 to 65535', portNumber)
    .option('--keyless <yes|no>', 'whether programs on this computer may send without a key', yesOrNo)
    .option('--capture <yes|no>', 'whether the bodies of refused requests are kept', yesOrNo)
    .option(...tlsCert)
    .option(...tlsKey)
    .addOption(new Option('--no-tls', 'speak plain HTTP again').conflicts(['tlsCert', 'tlsKey']))
    .action(({ on, off, tls, tlsCert, tlsKey, ...flags }: Flags) => {
      const files = tls ? tlsFiles(tlsCert, tlsKey) : null
      const input = {
        ...flags,
        ...(on ? { on: true } : {}),
        ...(off ? { on: false } : {}),
        ...(files === undefined ? {} : { tls: files }),
      }
      return runner.call('listener.set', input, inWords)
    })
}

function inWords({ listener, keyless, capture, tls }: Listener): string {
  const { state, addresses, note, warning, certificate } = listener
  return [
    state === 'on' ? 'The listener is on:' : `The listener is ${state}.`,
    ...addresses.map(({ url, name }) => `  ${url} (${name})`),
    ...(note === null ? [] : [note]),
    ...(warning === null || state !== 'on' ? [] : [warning]),
    ...(certificate === null
      ? []
      : [
          `HTTPS: a certificate for ${certificate.names.join(', ') || 'no name'}, until ${moment(certificate.ends_at_ms)}${certificate.self_signed ? ', signed by itself: senders have to be told to trust it' : ''}.`,
        ]),
    ...(certificate !== null || tls === null ? [] : [`HTTPS, when it is on: ${tls.cert} with ${tls.key}.`]),
    `Keys: ${keyless ? 'not needed by programs on this computer' : 'needed by everybody'}.`,
    `Bodies of refused requests: ${capture ? 'kept' : 'not kept'}.`,
  ].join('\n')
}
