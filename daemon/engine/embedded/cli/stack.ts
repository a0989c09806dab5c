import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { readHistory, renameHistory } from '../backend/history.ts'
import { lockStack } from '../backend/lock.ts'
import { selectedStack, selectionFile } from '../backend/project.ts'
import { stackName } from '../backend/stacks.ts'
import { StackSettings } from '../config/settings.ts'
import { type ConfigNode, configValue, shownConfig } from '../config/value.ts'
import { CommandError, outsideScope } from '../errors.ts'
import { CheckpointWriter, deploymentSchema, type DeploymentDocument, firstProblem, openDeployment,
  resourceDocument } from '../snapshot/checkpoint.ts'
import { emptySnapshot } from '../snapshot/snapshot.ts'
import { ROOT_TYPE } from '../snapshot/urn.ts'
import { lazyCrypter, newSalt, openSalt } from '../values/passphrase.ts'
import type { PropertyMap, PropertyValue } from '../values/property.ts'
import { shownValue } from '../values/secrets.ts'
import type { Command, CommandContext } from './context.ts'

const now = (): string => new Date().toISOString()

function select(context: CommandContext, stack: string | undefined): void {
  const path = selectionFile(context.project)
  mkdirSync(dirname(path), { recursive: true })
  const chosen = stack ? { stacks: { [context.project.backendUrl]: context.stacks.qualifiedName(stack) } } : {}
  writeFileSync(path, JSON.stringify(chosen, null, 4))
}

const init: Command = {
  flags: { stack: 'value', 'secrets-provider': 'value', 'no-select': 'switch', 'copy-config-from': 'value', teams: 'list' },
  run(context) {
    const { stacks, project, environment } = context
    const name = stackName(context.arguments.positional[0] ?? context.arguments.value('stack') ?? '')
    const provider = context.arguments.value('secrets-provider')
    if (provider && provider !== 'default'
      && provider !== 'passphrase') throw outsideScope(`the secrets provider ${provider.split('?')[0]}`)
    if (stacks.exists(name)) throw new CommandError(`stack '${stacks.qualifiedName(name)}' already exists`)
    const settings = StackSettings.open(project, name)
    if (settings.salt) openSalt(settings.salt, environment)
    else {
      settings.salt = newSalt(environment).salt
      settings.save()
    }
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
  async run(context) {
    const named = context.arguments.positional[0] ?? context.arguments.value('stack')
    if (context.arguments.on('create') && named && !context.stacks.exists(stackName(named))) return init.run(context)
    select(context, context.stack(named))
  },
}

const unselect: Command = { flags: {}, run: (context) => select(context, undefined) }

const list: Command = {
  flags: { json: 'switch', all: 'switch', organization: 'value', project: 'value', tag: 'value' },
  run(context) {
    const current = selectedStack(context.project)
    const stacks = context.stacks.list().map((name) => {
      const deployment = context.stacks.read(name)
      const count = deployment?.resources?.length ?? 0
      const time = count > 0 ? deployment?.manifest?.time : undefined
      return { name, current: name === current, ...(typeof time === 'string' && { lastUpdate: time.replace(/(\.\d{3})\d*Z$/, '$1Z') }),
        resourceCount: count }
    })
    if (context.arguments.on('json')) return context.json(stacks)
    context.print('NAME  LAST UPDATE  RESOURCE COUNT')
    for (const stack of stacks) context.print(`${stack.name}${stack.current ? '*' : ''}  ${stack.lastUpdate ?? 'n/a'}  ${stack.resourceCount}`)
  },
}

const remove: Command = {
  flags: { stack: 'value', yes: 'switch', force: 'switch', 'preserve-config': 'switch', 'remove-backups': 'switch' },
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
  run(context) {
    const { stacks, project } = context
    const from = context.stack()
    const to = stackName(context.arguments.positional[0] ?? '')
    if (stacks.exists(to)) throw new CommandError(`a stack named ${to} already exists`)
    const unlock = lockStack(stacks, from, (text) => context.warn(text))
    try {
      const text = readFileSync(stacks.statePath(from), 'utf8')
      const renamed = JSON.parse(text, (key, value: unknown) => renamedText(key, value, `urn:pulumi:${from}::`,
        `urn:pulumi:${to}::`)) as { checkpoint: { stack: string } }
      renamed.checkpoint.stack = stacks.qualifiedName(to)
      stacks.write(to, `${JSON.stringify(renamed)}\n`)
      renameHistory(stacks, from, to)
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

/** URNs of the renamed stack, and provider references, which begin with one. Values of properties stay as they are. */
function renamedText(key: string, value: unknown, from: string, to: string): unknown {
  if (key === 'inputs' || key === 'outputs') return value
  return typeof value === 'string' && value.startsWith(from) ? to + value.slice(from.length) : value
}

const output: Command = {
  flags: { stack: 'value', json: 'switch', 'show-secrets': 'switch', shell: 'switch' },
  run(context) {
    const name = context.stack()
    const root = context.stacks.read(name)?.resources?.find(({ type, delete: gone }) => type === ROOT_TYPE && gone !== true)
    const crypter = context.crypter(name)
    const outputs = shownValue((root?.outputs ?? {}) as PropertyMap, context.arguments.on('show-secrets'), crypter) as PropertyMap
    const key = context.arguments.positional[0]
    if (key === undefined) return context.arguments.on('json') ? context.json(outputs) : printOutputs(context, outputs)
    if (!(key in outputs)) throw new CommandError(`current stack does not have output property '${key}'`)
    const value = outputs[key] ?? null
    if (context.arguments.on('json')) return context.json(value)
    context.print(typeof value === 'string' ? value : JSON.stringify(value))
  },
}

function printOutputs(context: CommandContext, outputs: PropertyMap): void {
  context.print(`Current stack outputs (${Object.keys(outputs).length}):`)
  for (const [key, value] of Object.entries(outputs)) context.print(`    ${key}  ${typeof value === 'string' ? value : JSON.stringify(value)}`)
}

const exportState: Command = {
  flags: { stack: 'value', 'show-secrets': 'switch', file: 'value', version: 'value' },
  run(context) {
    const name = context.stack()
    const document = context.stacks.read(name)
    const deployment = document && context.arguments.on('show-secrets') ? withOpenSecrets(document, context, name) : document
    const text = JSON.stringify({ version: 3, deployment: deployment ?? null }, null, 4)
    const file = context.arguments.value('file')
    if (file) writeFileSync(file, `${text}\n`)
    else context.print(text)
  },
}

function withOpenSecrets(document: DeploymentDocument, context: CommandContext, name: string): DeploymentDocument {
  const crypter = context.crypter(name)
  const { resources } = openDeployment(document, crypter)
  return { ...document, ...(document.resources && { resources: resources.map((state) => resourceDocument(state, 'plaintext',
    crypter)) as NonNullable<DeploymentDocument['resources']> }) }
}

const importState: Command = {
  flags: { stack: 'value', file: 'value', force: 'switch' },
  run(context) {
    const { stacks } = context
    const name = context.stack()
    const path = context.arguments.value('file')
    const text = readFileSync(path ?? 0, 'utf8')
    const given = parseExport(text)
    const unlock = lockStack(stacks, name, (message) => context.warn(message))
    try {
      const current = stacks.read(name)
      const crypter = context.crypter(name)
      const foreign = (given.resources ?? []).find(({ urn }) => urn.split('::')[0] !== `urn:pulumi:${name}`)
      if (foreign && !context.arguments.on('force')) {
        throw new CommandError(`resource '${foreign.urn}' is from a different stack (${foreign.urn.split('::')[0]?.slice('urn:pulumi:'.length)} != ${name})`)
      }
      const snapshot = openDeployment({ ...given, secrets_providers: undefined }, crypter)
      const secretsProvider = current?.secrets_providers ?? given.secrets_providers
      const writer = new CheckpointWriter(stacks.qualifiedName(name), crypter)
      stacks.write(name, writer.text({ ...snapshot, ...(secretsProvider && { secretsProvider }) }, now()))
    } finally {
      unlock()
    }
    context.print('Import complete.')
  },
}

function parseExport(text: string): DeploymentDocument {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new CommandError(`could not deserialize deployment: ${error instanceof Error ? error.message : String(error)}`)
  }
  const { version, deployment } = json as { version?: unknown; deployment?: unknown }
  if (version !== 3 && version !== 4) throw new CommandError(`the stack's deployment version ${String(version)} is not one that this engine knows (3 or 4)`)
  const parsed = deploymentSchema.safeParse(deployment ?? {})
  if (!parsed.success) throw new CommandError(`could not deserialize deployment: ${firstProblem(parsed.error)}`)
  return parsed.data
}

const history: Command = {
  flags: { stack: 'value', json: 'switch', 'show-secrets': 'switch', 'page-size': 'value', page: 'value', 'full-dates': 'switch' },
  run(context) {
    const name = context.stack()
    const all = readHistory(context.stacks, name)
    const size = Number(context.arguments.value('page-size') ?? 10)
    const page = Math.max(1, Number(context.arguments.value('page') ?? 1))
    const paged = context.arguments.has('page-size') ? all.slice((page - 1) * size, page * size) : all
    const crypter = context.crypter(name)
    const open = context.arguments.on('show-secrets')
    const shown = paged.map((entry) => ({
      version: entry.version,
      kind: entry.kind,
      startTime: isoTime(entry.startTime),
      message: entry.message,
      environment: entry.environment ?? {},
      config: Object.fromEntries(Object.entries(entry.config ?? {}).map(([key, value]) => [key,
        shownConfig(configValue(value as ConfigNode), open, crypter)])),
      result: entry.result,
      endTime: isoTime(entry.endTime),
      resourceChanges: entry.resourceChanges ?? {},
    }))
    if (context.arguments.on('json')) return context.json(shown)
    for (const entry of shown) context.print(`${entry.kind} ${entry.result} ${entry.startTime} ${entry.message}`)
  },
}

/** Milliseconds are always zero: the history holds seconds. */
const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString()

const show: Command = {
  flags: { stack: 'value', 'show-ids': 'switch', 'show-name': 'switch', 'show-urns': 'switch', 'show-secrets': 'switch' },
  run(context) {
    const name = context.stack()
    if (context.arguments.on('show-name')) return context.print(name)
    const resources = context.stacks.read(name)?.resources ?? []
    context.print(`Current stack is ${name}:\n    Current stack resources (${resources.length}):`)
    for (const resource of resources) context.print(`    ${resource.type}  ${resource.urn.split('::').slice(3).join('::')}`)
  },
}

const tagList: Command = { flags: { stack: 'value', json: 'switch' }, run: (context) => (context.stack(),
  context.json({} satisfies PropertyValue)) }

/** The `stack` commands by their words. */
export const stackCommands: Readonly<Record<string, Command>> = {
  '': show, init, new: init, select: choose, unselect, ls: list, list, rm: remove, remove, rename, output, export: exportState,
    import: importState, history, 'tag ls': tagList,
}
