import { breakLocks } from '../backend/lock.ts'
import { userName } from '../backend/project.ts'
import { CommandError, exitCodes, outsideScope } from '../errors.ts'
import { type Arguments, parseArguments } from './arguments.ts'
import { configCommands } from './config.ts'
import { type Command, CommandContext } from './context.ts'
import { stackCommands } from './stack.ts'

const whoami: Command = {
  flags: { json: 'switch', verbose: 'switch' },
  run(context) {
    const user = userName()
    if (context.arguments.on('json')) context.json({ user, url: context.project.backendUrl })
    else context.print(user)
  },
}

const plugins: Command = {
  flags: { json: 'switch', project: 'switch' },
  run: (context) => (context.arguments.on('json') ? context.json([])
    : context.print('NAME  KIND  VERSION  SIZE  INSTALLED  LAST USED\n\nTOTAL plugin cache size: 0 B')),
}

const foreignPlugin: Command = {
  flags: { server: 'value', exact: 'switch', file: 'value', reinstall: 'switch', checksum: 'value', yes: 'switch', all: 'switch' },
  run() {
    throw outsideScope('a provider plugin')
  },
}

/** What a project needs is installed with npm: there are no plugins. */
const install: Command = { flags: { 'use-language-version-tools': 'switch', 'no-plugins': 'switch', 'no-dependencies': 'switch',
  reinstall: 'switch', parallel: 'value' }, run: () => undefined }

const cancel: Command = {
  flags: { stack: 'value', yes: 'switch' },
  run(context) {
    const name = context.stack(context.arguments.positional[0])
    if (!context.arguments.on('yes')) throw new CommandError('non-interactive mode requires --yes flag')
    breakLocks(context.stacks, name)
    context.print(`The currently running update for '${name}' has been canceled!`)
  },
}

const organization: Command = {
  flags: {},
  run() {
    throw new CommandError('unable to get the default organization: the file backend has no organizations')
  },
}

const single: Readonly<Record<string, Command>> = {
  whoami, install, cancel, 'plugin ls': plugins, 'plugin install': foreignPlugin, 'plugin rm': foreignPlugin,
    'org get-default': organization, 'org set-default': organization,
}
const OPERATIONS = new Set(['preview', 'pre', 'up', 'update', 'refresh', 'destroy', 'dn'])

/** Runs one command line. Gives the exit status; throws a CommandError for everything that a person can mend. */
export async function runCommand(words: readonly string[], environment: NodeJS.ProcessEnv, folder: string): Promise<number> {
  const [first, ...others] = words
  const { command, rest } = await find(first ?? '', others)
  const given = parseArguments(rest, command.flags, command.shorthands)
  if (given.on('help')) return help(words, command)
  const status = await command.run(new CommandContext(given, environment, given.value('cwd') ?? folder))
  return status ?? exitCodes.success
}

async function find(first: string, others: readonly string[]): Promise<{ command: Command; rest: readonly string[] }> {
  if (OPERATIONS.has(first)) {
    // Only what runs programs loads the engine: `config get` is done before that would be read.
    const { operationCommands } = await import('./operations.ts')
    const command = operationCommands[first]
    if (command) return { command, rest: others }
  }
  const group = first === 'stack' ? stackCommands : first === 'config' ? configCommands : first === 'state'
    ? (await import('./state.ts')).stateCommands : undefined
  if (group) {
    const [second = '', third = ''] = others
    const nested = group[`${second} ${third}`]
    if (nested) return { command: nested, rest: others.slice(2) }
    const named = group[second]
    if (named && second !== '') return { command: named, rest: others.slice(1) }
    const whole = group['']
    if (whole && (second === '' || second.startsWith('-'))) return { command: whole, rest: others }
  }
  const nested = single[`${first} ${others[0] ?? ''}`]
  if (nested) return { command: nested, rest: others.slice(1) }
  const alone = single[first]
  if (alone) return { command: alone, rest: others }
  const words = [first, ...others.slice(0, group ? 1 : 0)].join(' ')
  throw new CommandError(
    `unknown command "${words}" for the embedded engine; it knows stack, config, state, preview, up, refresh, destroy, cancel, whoami, plugin ls and version. ` +
      'The official Pulumi CLI (https://www.pulumi.com/docs/install/) has them all and opens the same state',
    exitCodes.usage,
  )
}

function help(words: readonly string[], command: Command): number {
  const flags = Object.keys(command.flags).map((flag) => `      --${flag}`).join('\n')
  process.stdout.write(`Usage:\n  pulumi ${words.filter((word) => !word.startsWith('-')).join(' ')} [flags]\n\nFlags:\n${flags}\n`)
  return exitCodes.success
}

export type { Arguments }
