import { breakLocks } from '../backend/lock.ts'
import { backendName, userName } from '../backend/project.ts'
import { CommandError, exitCodes, outsideScope } from '../errors.ts'
import { type Arguments, GLOBAL_FLAGS, parseArguments, refuseOtherCount } from './arguments.ts'
import { configCommands } from './config.ts'
import { type Command, CommandContext } from './context.ts'
import { login, logout } from './login.ts'
import { stackCommands } from './stack.ts'
import { groupStatus, unknownCommand } from './unknown.ts'

const whoami: Command = {
  flags: { json: 'switch', verbose: 'switch' },
  takes: 0,
  run(context) {
    const user = userName()
    const url = context.project.backendUrl
    if (context.arguments.on('json')) context.json({ user, url })
    else context.print(context.arguments.on('verbose') ? `User: ${user}\nOrganizations: \nBackend URL: ${url}\nToken type: personal` : user)
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

/** What a project needs are packages: there are no plugins. */
const install: Command = {
  flags: { 'use-language-version-tools': 'switch', 'no-plugins': 'switch', 'no-dependencies': 'switch', reinstall: 'switch', parallel: 'value' },
  takes: 0,
  async run(context) {
    if (context.arguments.on('no-dependencies')) return
    context.print('Installing dependencies...\n')
    const { installPackages } = await import('../program/install.ts')
    await installPackages(context.project, context.environment)
    context.print('Finished installing dependencies\n')
  },
}

const cancel: Command = {
  flags: { stack: 'value', yes: 'switch' },
  takes: [0, 1],
  run(context) {
    const [word] = context.arguments.positional
    if (word !== undefined && context.arguments.has('stack')) {
      throw new CommandError('only one of --stack or argument stack name may be specified, not both')
    }
    const name = context.stack(word)
    breakLocks(context.stacks, name)
    context.print(`The currently running update for '${name}' has been canceled!`)
  },
}

const organization: Command = {
  flags: {},
  takes: 0,
  run() {
    throw new CommandError(`backends of this type ${JSON.stringify(backendName())} do not support organizations`)
  },
}

const chosenOrganization: Command = {
  flags: {},
  takes: 1,
  run() {
    throw new CommandError(`unable to set a default organization for backend type: ${backendName()}`)
  },
}

const organizations: Command = {
  flags: {},
  takes: 0,
  run: (context) => context.print(`Current Backend: ${context.project.backendUrl}\nNo Default Org Specified`),
}

const cloudConsole: Command = {
  flags: { stack: 'value' },
  takes: 0,
  run: (context) => context.print('This command is not available for your backend. To migrate to the Pulumi Cloud backend, ' +
    'please see https://www.pulumi.com/docs/intro/concepts/state/#pulumi-cloud-backend'),
}

const single: Readonly<Record<string, Command>> = {
  whoami, login, logout, install, cancel, console: cloudConsole, org: organizations, 'plugin ls': plugins, 'plugin install': foreignPlugin, 'plugin rm': foreignPlugin,
    'org get-default': organization, 'org set-default': chosenOrganization,
}
const OPERATIONS = new Set(['preview', 'pre', 'up', 'update', 'refresh', 'destroy', 'dn'])

/** Where no stack is selected, these commands say that one can be made, too. */
const OFFERING = new Set(['config', 'state', 'preview', 'pre', 'up', 'update', 'refresh'])

/** Runs one command line. Gives the exit status; throws a CommandError for everything that a person can mend. */
export async function runCommand(words: readonly string[], environment: NodeJS.ProcessEnv, folder: string): Promise<number> {
  const [first, ...others] = words
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return overview()
  const alone = groupStatus(words)
  if (alone !== undefined) return overview(alone)
  const { command, rest } = await find(first ?? '', others)
  const given = parseArguments(rest, command.flags, command.shorthands)
  if (given.on('help')) return help(words, command)
  try {
    refuseOtherCount(given, command.takes)
  } catch (error) {
    help(words, command)
    throw error
  }
  const status = await command.run(new CommandContext(given, environment, given.value('cwd') ?? folder, OFFERING.has(first) && words[1] !== 'refresh'))
  return status ?? exitCodes.success
}

async function find(first: string, others: readonly string[]): Promise<{ command: Command; rest: readonly string[] }> {
  if (OPERATIONS.has(first)) {
    // Only what runs programs loads the engine: `config get` is done before that would be read.
    const { operationCommands } = await import('./operations.ts')
    const command = operationCommands[first]
    if (command) return { command, rest: others }
  }
  if (first === 'import') return { command: (await import('./import.ts')).importCommand, rest: others }
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
  if (first.startsWith('-')) throw new CommandError(`unknown flag: ${first}`)
  const [second = '', third = ''] = others
  const nestedWords = wordsBehind(Object.keys(single), `${first} `)
  const alone = single[first]
  if (alone && (nestedWords.length === 0 || second === '' || second.startsWith('-'))) return { command: alone, rest: others }
  if (second === 'tag' && first === 'stack') throw unknownCommand('stack tag', third, wordsBehind(Object.keys(stackCommands), 'tag '))
  if (group) throw unknownCommand(first, second, wordsBehind(Object.keys(group), ''))
  if (nestedWords.length > 0) throw unknownCommand(first, second, nestedWords)
  throw unknownCommand('', first, [...wordsBehind(Object.keys(single), ''), ...OPERATIONS, 'stack', 'config', 'state', 'import', 'version'])
}

/** The words that may follow `first`, which ends in a space; all first words where it is empty. */
const wordsBehind = (commands: readonly string[], first: string): string[] =>
  commands.filter((words) => words.startsWith(first)).map((words) => words.slice(first.length).split(' ')[0] ?? '')

const KNOWN = 'stack, config, state, preview, up, refresh, destroy, import, cancel, install, login, logout, whoami, plugin ls and version'

const flagLines = (flags: Command['flags']): string => Object.keys(flags).map((flag) => `      --${flag}`).join('\n')

function overview(status: number = exitCodes.success): number {
  process.stdout.write(`Pulumi - Modern Infrastructure as Code\n\nUsage:\n  pulumi [command]\n\nThe embedded engine knows ${KNOWN}.\n\n` +
    `Global Flags:\n${flagLines(GLOBAL_FLAGS)}\n`)
  return status
}

function help(words: readonly string[], command: Command): number {
  const flags = flagLines(command.flags)
  process.stdout.write(`Usage:\n  pulumi ${words.filter((word) => !word.startsWith('-')).join(' ')} [flags]\n\nFlags:\n${flags}\n`)
  return exitCodes.success
}

export type { Arguments }
