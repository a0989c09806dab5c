import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { renameHistory } from '../backend/history.ts'
import { lockStack } from '../backend/lock.ts'
import { selectedStack, selectionFile } from '../backend/project.ts'
import { stackName } from '../backend/stacks.ts'
import { readTags, writeTags } from '../backend/tags.ts'
import { StackSettings } from '../config/settings.ts'
import { CommandError, exitCodes, outsideScope } from '../errors.ts'
import { CheckpointWriter } from '../snapshot/checkpoint.ts'
import { emptySnapshot } from '../snapshot/snapshot.ts'
import { ROOT_TYPE } from '../snapshot/urn.ts'
import { lazyCrypter, newSalt, openSalt } from '../values/passphrase.ts'
import type { Command, CommandContext } from './context.ts'
import { history, list, output, show } from './stack-show.ts'
import { exportState, importState } from './stack-state.ts'
import { tagCommands } from './tags.ts'

const now = (): string => new Date().toISOString()

export function select(context: CommandContext, stack: string | undefined): void {
  const path = selectionFile(context.project)
  mkdirSync(dirname(path), { recursive: true })
  const chosen = stack ? { stacks: { [context.project.backendUrl]: context.stacks.qualifiedName(stack) } } : {}
  writeFileSync(path, JSON.stringify(chosen, null, 4))
}

const init: Command = {
  flags: { stack: 'value', 'secrets-provider': 'value', 'no-select': 'switch', 'copy-config-from': 'value', teams: 'list' },
  takes: [0, 1],
  run(context) {
    const { stacks, project, environment } = context
    const given = context.arguments.positional[0] ?? context.arguments.value('stack')
    if (!given) throw new CommandError('missing stack name')
    const name = stackName(given)
    const provider = context.arguments.value('secrets-provider')
    if (provider && provider !== 'default'
      && provider !== 'passphrase') throw outsideScope(`the secrets provider ${provider.split('?')[0]}`)
    if (stacks.exists(name)) throw new CommandError(`stack '${stacks.qualifiedName(name)}' already exists`)
    const settings = StackSettings.open(project, name)
    try {
      if (settings.salt) openSalt(settings.salt, environment)
      else settings.salt = newSalt(environment).salt
    } catch (error) {
      throw error instanceof CommandError ? new CommandError(`could not create secrets manager for new stack: ${error.message}`) : error
    }
    settings.save()
    const from = context.arguments.value('copy-config-from')
    if (from) copyConfig(context, stacks.require(from), settings)
    const crypter = lazyCrypter(() => openSalt(settings.salt ?? '', environment))
    const state = { ...emptySnapshot, secretsProvider: { type: 'passphrase', state: { salt: settings.salt ?? '' } } }
    stacks.write(name, new CheckpointWriter(stacks.qualifiedName(name), crypter).text(state, now()))
    if (!context.arguments.on('no-select')) select(context, name)
    context.note(`Created stack '${name}'`)
  },
}

function copyConfig(context: CommandContext, from: string, settings: StackSettings): void {
  const source = context.settings(from)
  const opened = context.crypter(from, source)
  const sealed = lazyCrypter(() => openSalt(settings.salt ?? '', context.environment))
  for (const [key, value] of source.values()) {
    settings.set(key, value.kind === 'secret' ? { kind: 'secret', ciphertext: sealed.encrypt(opened.decrypt(value.ciphertext)) } : value)
  }
  settings.save()
}

const choose: Command = {
  flags: { stack: 'value', create: 'switch', 'secrets-provider': 'value' },
  takes: [0, 1],
  async run(context) {
    if (context.arguments.positional.length > 0 && context.arguments.has('stack')) {
      throw new CommandError('only one of --stack or argument stack name may be specified, not both')
    }
    const named = context.arguments.positional[0] ?? context.arguments.value('stack')
    if (named === undefined) throw new CommandError('no stack selected; specify a stack name with --stack', exitCodes.stackNotFound)
    if (context.arguments.on('create') && !context.stacks.exists(stackName(named))) return init.run(context)
    select(context, context.stack(named))
  },
}

const unselect: Command = {
  flags: {},
  takes: 0,
  run(context) {
    select(context, undefined)
    context.note('Stack was unselected')
  },
}

const remove: Command = {
  flags: { stack: 'value', yes: 'switch', force: 'switch', 'preserve-config': 'switch', 'remove-backups': 'switch' },
  takes: [0, 1],
  run(context) {
    const { stacks } = context
    const name = context.stack(context.arguments.positional[0])
    if (!context.arguments.on('yes')) throw new CommandError('non-interactive mode requires --yes flag')
    const unlock = lockStack(stacks, name, (text) => context.warn(text))
    try {
      if ((stacks.read(name)?.resources?.length ?? 0) > 0 && !context.arguments.on('force')) {
        throw new CommandError(
          `'${name}' still has resources; removal rejected. Possible actions:\n- Make sure that '${name}' is the stack that you want to destroy\n` +
            '- Run `pulumi destroy` to delete the resources, then run `pulumi stack rm`\n- Run `pulumi stack rm --force` to override this error',
        )
      }
      stacks.remove(name)
    } finally {
      unlock()
    }
    if (!context.arguments.on('preserve-config')) context.settings(name).remove()
    if (selectedStack(context.project) === name) select(context, undefined)
    context.print(`Stack '${name}' has been removed!`)
  },
}

const rename: Command = {
  flags: { stack: 'value' },
  takes: 1,
  run(context) {
    const { stacks, project } = context
    const from = context.stack()
    const word = context.arguments.positional[0] ?? ''
    if (word === '') throw new CommandError('stack name must not be empty')
    const to = stackName(word)
    const owner = word.split('/').at(-2)
    if (word.split('/').length === 3 && owner !== project.name) throw outsideScope(`renaming a stack into another project ('${owner}')`)
    if (stacks.exists(to)) throw new CommandError(`a stack named ${to} already exists`)
    const unlock = lockStack(stacks, from, (text) => context.warn(text))
    try {
      const text = readFileSync(stacks.statePath(from), 'utf8')
      const inNewName = (key: string, value: unknown): unknown => renamedText(key, value, project.name, from, to)
      const renamed = JSON.parse(text, inNewName) as { checkpoint: { stack: string } }
      renamed.checkpoint.stack = stacks.qualifiedName(to)
      stacks.write(to, `${JSON.stringify(renamed)}\n`)
      renameHistory(stacks, from, to)
      writeTags(stacks, to, readTags(stacks, from))
      const settings = StackSettings.open(project, from)
      const target = StackSettings.open(project, to)
      if (existsSync(settings.path)) renameSync(settings.path, target.path.replace(/\.[a-z]+$/,
        settings.path.match(/\.[a-z]+$/)?.[0] ?? '.yaml'))
      stacks.remove(from)
    } finally {
      unlock()
    }
    select(context, to)
    context.print(`Renamed ${from} to ${to}`)
  },
}

/**
 * URNs of the renamed stack, and provider references, which begin with one; the stack itself is named by its project and its own name.
 * Values of properties stay as they are.
 */
function renamedText(key: string, value: unknown, project: string, from: string, to: string): unknown {
  const before = `urn:pulumi:${from}::`
  if (key === 'inputs' || key === 'outputs' || typeof value !== 'string' || !value.startsWith(before)) return value
  const root = (stack: string): string => `urn:pulumi:${stack}::${project}::${ROOT_TYPE}::${project}-${stack}`
  return value === root(from) ? root(to) : `urn:pulumi:${to}::${value.slice(before.length)}`
}

/** The `stack` commands by their words. */
export const stackCommands: Readonly<Record<string, Command>> = {
  '': show, init, new: init, select: choose, unselect, ls: list, list, rm: remove, remove, rename, output, export: exportState,
    import: importState, history, ...tagCommands,
}
