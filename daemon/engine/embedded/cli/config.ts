import { copyFileSync, existsSync } from 'node:fs'
import { backendName } from '../backend/project.ts'
import { CommandError, outsideScope } from '../errors.ts'
import { withDeclared } from '../config/declared.ts'
import { parseConfigKey, parseConfigPath, type ConfigKey } from '../config/key.ts'
import type { StackSettings } from '../config/settings.ts'
import { type ConfigNode, configNode, type ConfigValue, configValue, maskedText, nodeAt, openText, shownConfig, typedNode, withNode,
  withoutNode } from '../config/value.ts'
import type { Crypter } from '../values/passphrase.ts'
import type { Command, CommandContext } from './context.ts'
import { table } from './table.ts'

const SHARED = { stack: 'value', 'config-file': 'value' } as const

function keyOf(context: CommandContext, text: string): ConfigKey {
  const { name } = context.project
  return context.arguments.on('path') ? parseConfigPath(text, name) : { key: parseConfigKey(text, name), path: [] }
}

function store(settings: StackSettings, { key, path }: ConfigKey, text: string, secret: boolean, crypter: Crypter): void {
  if (path.length === 0) {
    settings.set(key, secret ? { kind: 'secret', ciphertext: crypter.encrypt(text) } : { kind: 'plain', text })
    return
  }
  const present = settings.values().get(key)
  const leaf: ConfigNode = secret ? { secure: crypter.encrypt(text) } : typedNode(text)
  settings.set(key, configValue(withNode(present && configNode(present), path, leaf, [key.slice(key.indexOf(':') + 1)])))
}

const showAll: Command = {
  flags: { ...SHARED, json: 'switch', 'show-secrets': 'switch', open: 'switch' },
  run(context) {
    const stack = context.stack()
    const settings = context.settings(stack)
    const crypter = context.crypter(stack, settings)
    const values = [...withDeclared(context.project.declaredConfig, settings.values())].sort(([left], [right]) => (left < right ? -1 : 1))
    const open = context.arguments.on('show-secrets')
    if (context.arguments.on('json')) return context.json(Object.fromEntries(values.map(([key, value]) => [key, shownConfig(value,
      open, crypter)])))
    const short = (key: string): string => (key.startsWith(`${context.project.name}:`) ? key.slice(context.project.name.length + 1) : key)
    context.print(table(['KEY', 'VALUE'], values.map(([key, value]) => [short(key), open ? openText(value, crypter) : maskedText(value)])))
  },
}

const get: Command = {
  flags: { ...SHARED, json: 'switch', path: 'switch', open: 'switch' },
  takes: 1,
  run(context) {
    const stack = context.stack()
    const [text = ''] = context.arguments.positional
    const settings = context.settings(stack)
    const { key, path } = keyOf(context, text)
    const whole = withDeclared(context.project.declaredConfig, settings.values()).get(key)
    const node = whole && nodeAt(configNode(whole), path)
    if (node === undefined) throw new CommandError(`configuration key '${text}' not found for stack '${stack}'`)
    const value: ConfigValue = path.length === 0 && whole ? whole : configValue(node)
    const crypter = context.crypter(stack, settings)
    if (context.arguments.on('json')) return context.json(shownConfig(value, true, crypter))
    context.print(openText(value, crypter))
  },
}

const set: Command = {
  flags: { ...SHARED, path: 'switch', secret: 'switch', plaintext: 'switch', type: 'value', raw: 'switch' },
  takes: [1, Infinity],
  async run(context) {
    const stack = context.stack()
    const [text = '', given] = context.arguments.positional
    if (context.arguments.has('type')) throw outsideScope('config set --type')
    const value = given ?? (await standardInput())
    const settings = context.settings(stack)
    store(settings, keyOf(context, text), value, context.arguments.on('secret'), context.crypter(stack, settings))
    settings.save()
  },
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Buffer))
  return Buffer.concat(chunks).toString('utf8').replace(/\r?\n$/, '')
}

/** `--json` takes a value here, and only here: an object of `{key: {value, secret}}`. */
const setAll: Command = {
  flags: { ...SHARED, path: 'switch', secret: 'list', plaintext: 'list', json: 'value' },
  run(context) {
    const stack = context.stack()
    const settings = context.settings(stack)
    const crypter = context.crypter(stack, settings)
    const { given } = context.arguments
    if (context.arguments.has('json') && given.some(([flag]) => flag === 'plaintext' || flag === 'secret' || flag === 'path')) {
      throw new CommandError('the --json option cannot be used with the --plaintext, --secret or --path options')
    }
    for (const [flag, text] of given) {
      if (flag === 'json') setDocument(context, settings, text, crypter)
      if (flag !== 'plaintext' && flag !== 'secret') continue
      const cut = text.indexOf('=')
      if (cut < 0) throw new CommandError('config value must be in the form [key]=[value]')
      store(settings, keyOf(context, text.slice(0, cut)), text.slice(cut + 1), flag === 'secret', crypter)
    }
    settings.save()
  },
}

function setDocument(context: CommandContext, settings: StackSettings, text: string, crypter: Crypter): void {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw new CommandError(`could not parse --json argument: ${error instanceof Error ? error.message : String(error)}`)
  }
  for (const [key, entry] of Object.entries(document as Record<string, { value?: unknown; objectValue?: ConfigNode; secret?: unknown }>)) {
    const secret = entry.secret === true
    if (entry.objectValue !== undefined && !secret) settings.set(parseConfigKey(key, context.project.name), configValue(entry.objectValue))
    else if (typeof entry.value === 'string') store(settings, keyOf(context, key), entry.value, secret, crypter)
    else throw new CommandError(`value for --json object key ${JSON.stringify(key)} is nil`)
  }
}

const remove: Command = {
  flags: { ...SHARED, path: 'switch' },
  takes: [1, Infinity],
  run(context) {
    const settings = context.settings(context.stack())
    for (const text of context.arguments.positional) {
      const { key, path } = keyOf(context, text)
      const present = settings.values().get(key)
      if (path.length === 0 || !present) settings.delete(key)
      else settings.set(key, configValue(withoutNode(configNode(present), path)))
    }
    settings.save()
  },
}

/** Puts back the configuration of the last update; the file that was there stays beside it, unless it is forced. */
const refresh: Command = {
  flags: { ...SHARED, force: 'switch' },
  takes: 0,
  async run(context) {
    const { readHistory } = await import('../backend/history.ts')
    const stack = context.stack()
    const [last] = readHistory(context.stacks, stack)
    if (!last) throw new CommandError('getting latest configuration: no previous deployment')
    const settings = context.settings(stack)
    const kept = existsSync(settings.path) && !context.arguments.on('force')
    let backup = `${settings.path}.bak`
    while (kept && existsSync(backup)) backup += '.bak'
    if (kept) copyFileSync(settings.path, backup)
    for (const key of settings.values().keys()) settings.delete(key)
    for (const [key, node] of Object.entries(last.config ?? {})) settings.set(key, configValue(node as ConfigNode))
    // Its secrets open with the state's salt.
    const salt = context.stacks.read(stack)?.secrets_providers?.state?.salt
    if (typeof salt === 'string') settings.salt = salt
    settings.save()
    if (kept) context.print(`backed up existing configuration file to ${backup}\nrefreshed configuration for stack '${stack}'`)
  },
}

const environments: Command = {
  flags: { ...SHARED, yes: 'switch', json: 'switch' },
  run() {
    throw new CommandError(`backend ${backendName()} does not support environments; Pulumi ESC environments require the Pulumi Cloud backend, ` +
      'use `pulumi login` without arguments to log into the Pulumi Cloud backend')
  },
}

/** The `config` commands by their words. */
export const configCommands: Readonly<Record<string, Command>> = {
  '': showAll, get, set, 'set-all': setAll, rm: remove, remove, 'rm-all': remove, refresh, 'env add': environments,
    'env ls': environments, 'env rm': environments, 'env init': environments,
}
