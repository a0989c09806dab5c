import { fullText, type ConfigKey } from '../config/key.ts'
import { looksLikeSecret } from '../config/looks-secret.ts'
import type { StackSettings } from '../config/settings.ts'
import { type ConfigNode, configNode, type ConfigValue, configValue, typedNode, withNode } from '../config/value.ts'
import { CommandError } from '../errors.ts'
import type { Crypter } from '../values/passphrase.ts'
import { keyOf, SHARED } from './config-key.ts'
import type { Command, CommandContext } from './context.ts'

function store(settings: StackSettings, { key, path }: ConfigKey, value: ConfigValue): void {
  if (path.length === 0) return settings.set(key, value)
  const present = settings.values().get(key)
  const leaf = value.kind === 'plain' ? typedNode(value.text) : configNode(value)
  settings.set(key, configValue(withNode(present && configNode(present), path, leaf, [key.slice(key.indexOf(':') + 1)])))
}

const valueOf = (text: string, secret: boolean, crypter: Crypter): ConfigValue =>
  (secret ? { kind: 'secret', ciphertext: crypter.encrypt(text) } : { kind: 'plain', text })

export const set: Command = {
  flags: { ...SHARED, path: 'switch', secret: 'switch', plaintext: 'switch', type: 'value', raw: 'switch' },
  takes: [1, 2],
  async run(context) {
    const given = context.arguments
    const exclusive = ['plaintext', 'secret', 'type'].filter((flag) => given.has(flag))
    if (exclusive.length > 1) {
      throw new CommandError(`if any flags in the group [secret plaintext type] are set none of the others can be; [${exclusive.join(' ')}] were all set`)
    }
    const stack = context.stack()
    const [text = '', word] = given.positional
    const place = given.on('path') ? undefined : keyOf(context, text)
    const value = word ?? (await standardInput(given.on('raw')))
    const settings = context.settings(stack)
    const type = given.value('type')
    if (!given.on('secret') && !given.on('plaintext')) refuseSecret(fullText(text, context.project.name), value, type)
    const whole = given.on('secret') || !type ? valueOf(value, given.on('secret'), context.crypter(stack, settings)) : typedValue(value, type, given.on('path'))
    try {
      store(settings, place ?? keyOf(context, text), whole)
    } catch (error) {
      throw error instanceof CommandError && !error.message.startsWith('invalid configuration key')
        ? new CommandError(`could not set config: ${error.message}`) : error
    }
    settings.save()
  },
}

const TYPES = new Set(['string', 'int', 'bool', 'float'])

function refuseSecret(key: string, value: string, type: string | undefined): void {
  if (type && !TYPES.has(type)) throw new CommandError(`invalid type "${type}"; must be one of string, int, bool, or float`)
  if (!looksLikeSecret(key.slice(key.indexOf(':') + 1), value)) return
  throw new CommandError(`config value for '${key}' looks like a secret; rerun with --secret to encrypt it, or --plaintext if you meant to store in plaintext`)
}

/** A value that is written as what it is; inside an object, text too is then taken as it stands. */
function typedValue(text: string, type: string, inside: boolean): ConfigValue {
  const refuse = (parser: string): CommandError =>
    new CommandError(`${inside ? 'could not set config: ' : ''}strconv.${parser}: parsing ${JSON.stringify(text)}: invalid syntax`)
  if (type === 'int') {
    if (!/^[+-]?\d+$/.test(text)) throw refuse('Atoi')
    return { kind: 'typed', value: Number(text) }
  }
  if (type === 'float') {
    if (text.trim() === '' || !Number.isFinite(Number(text))) throw refuse('ParseFloat')
    return { kind: 'typed', value: Number(text) }
  }
  // What is no boolean counts as false.
  if (type === 'bool') return { kind: 'typed', value: ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text) }
  return inside ? { kind: 'object', value: text } : { kind: 'plain', text }
}

/** A line break at the end belongs to whoever piped it, unless it is asked for as it is. */
async function standardInput(raw: boolean): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Buffer))
  const text = Buffer.concat(chunks).toString('utf8')
  return raw ? text : text.replace(/\r?\n$/, '')
}

/** `--json` takes a value here, and only here: an object of `{key: {value, secret}}`. */
export const setAll: Command = {
  flags: { ...SHARED, path: 'switch', secret: 'list', plaintext: 'list', json: 'value' },
  takes: 0,
  run(context) {
    const { given } = context.arguments
    if (context.arguments.has('json') && given.some(([flag]) => flag === 'plaintext' || flag === 'secret' || flag === 'path')) {
      throw new CommandError('the --json option cannot be used with the --plaintext, --secret or --path options')
    }
    const stack = context.stack()
    const settings = context.settings(stack)
    const crypter = context.crypter(stack, settings)
    // The plain ones come before the secret ones, whatever their order on the command line.
    for (const secret of [false, true]) {
      for (const pair of context.arguments.list(secret ? 'secret' : 'plaintext')) {
        const cut = pair.indexOf('=')
        if (cut < 0) throw new CommandError('config value must be in the form [key]=[value]')
        store(settings, keyOf(context, pair.slice(0, cut)), valueOf(pair.slice(cut + 1), secret, crypter))
      }
    }
    const document = context.arguments.value('json')
    if (document) setDocument(context, settings, document, crypter)
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
    if (typeof entry.value !== 'string') throw new CommandError(`value for --json object key ${JSON.stringify(key)} is nil`)
    if (entry.objectValue !== undefined && !secret) settings.set(keyOf(context, key).key, configValue(entry.objectValue))
    else store(settings, keyOf(context, key), valueOf(entry.value, secret, crypter))
  }
}
