// The commands, their options and their help. What each does is one call of the contract and a way to print its answer.
import { Command, Option } from 'commander'
import { version } from '../../version.ts'
import { addDecisions } from './commands/decisions.ts'
import { addChanges } from './commands/changes.ts'
import { addEnvironments } from './commands/environments.ts'
import { addExport } from './commands/export.ts'
import { addImports } from './commands/imports.ts'
import { addKeys } from './commands/keys.ts'
import { addListener } from './commands/listener.ts'
import { addLists } from './commands/lists.ts'
import { addMetrics } from './commands/metrics.ts'
import { addRebuild } from './commands/rebuild.ts'
import { addRepos } from './commands/repos.ts'
import { addSystems } from './commands/systems.ts'
import type { Runner, ServeFlags } from './runner.ts'
import { address, portNumber, tlsCert, tlsKey } from './values.ts'

export function program(runner: Runner): Command {
  const root = new Command('shiplog')
    .description('Exact DORA metrics from local git, incident files and CI events, on your own computer.')
    .version(version)
    .addOption(new Option('--data <dir>', 'the data folder (default: SHIPLOG_DATA, else your system’s place for it)'))
    .option('--json', 'print exactly one JSON value; messages go to stderr')
    .showHelpAfterError('(--help says more)')
    .helpCommand(false)

  root
    .command('serve')
    .description('run Shiplog in the browser and listen for events')
    .option('--port <n>', 'port of the user interface; 0 or nothing for any free one', portNumber)
    .option(
      '--listen <host:port>',
      'where to listen for events in this run, whatever “listener set” says (default 127.0.0.1:8787, or the next free port)',
      address,
    )
    .option(...tlsCert)
    .option(...tlsKey)
    .option('--no-open', 'do not open the browser')
    .action((flags: ServeFlags) => runner.serve(flags))
  root
    .command('open')
    .description('print a new link to the running Shiplog')
    .action(() => runner.open())
  root
    .command('demo')
    .description('make the sample workspace')
    .action(() => runner.demo())

  addRepos(root, runner)
  addSystems(root, runner)
  addImports(root, runner)
  addExport(root, runner)
  addKeys(root, runner)
  addListener(root, runner)
  addMetrics(root, runner)
  addLists(root, runner)
  addEnvironments(root, runner)
  addChanges(root, runner)
  addDecisions(root, runner)

  addRebuild(root, runner)
  return root
}
