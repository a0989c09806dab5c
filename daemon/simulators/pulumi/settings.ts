import { isMap, isScalar, parseDocument, Scalar } from 'yaml'
import { CountersignError } from '../../../shared/errors.ts'
import { levenshtein } from '../../../shared/levenshtein.ts'
import type { SettingValue } from '../../../shared/plan.ts'
import type { Setting } from '../../simulator-contract.ts'
import { fullKey } from './project.ts'
import type { Project } from './project.ts'
import { programText } from './program/reading.ts'

type Value = string | number | boolean

/** The project's settings: what its schema says, what the stack's configuration file says besides, and what the program reads. */
export function listSettings(
  project: Project, text: string | undefined, read = programText(project.path, project.name).settings,
): Setting[] {
  const values = valuesIn(text)
  const keys = [...new Set([...Object.keys(project.schema), ...values.keys(), ...read.keys()])]
  return keys.map(key => {
    const schema = project.schema[key]
    const stored = values.get(key)
    const secret = schema?.secret === true || stored === 'secret' || (stored === undefined && read.get(key)?.secret === true)
    const value = stored === 'secret' ? undefined : stored
    const type = typeOf(schema?.type ?? read.get(key)?.type, value)
    const usual = scalar(schema?.default ?? schema?.value)
    const words = schema?.description
    return {
      key, type, secret,
      ...(words === undefined ? {} : { description: words, ...bounds(words) }),
      ...(secret || value === undefined ? {} : { value: typed(value.value, type) }),
      ...(secret || usual === undefined ? {} : { default: usual }),
    }
  })
}

/** Values of the file by full key; `secret` for what is encrypted in it. Structured values are shown as their JSON. */
function valuesIn(text: string | undefined): Map<string, { value: Value } | 'secret'> {
  const config = text === undefined ? undefined : parseDocument(text).get('config')
  const values = new Map<string, { value: Value } | 'secret'>()
  if (!isMap(config)) return values
  for (const { key, value } of config.items) {
    const name = isScalar(key) ? String(key.value) : String(key)
    if (isMap(value) && value.has('secure')) values.set(name, 'secret')
    else if (isScalar(value)) values.set(name, { value: scalar(value.value) ?? '' })
    else values.set(name, { value: JSON.stringify(value) })
  }
  return values
}

/**
 * What a person asked for, as it will be written: the full key, and the value in the setting's own type.
 * @throws CountersignError `setting-unknown` (with the nearest that exist), `setting-secret`, `setting-type`
 */
export function checkSetting(
  project: Project, settings: readonly Setting[], key: string, value: SettingValue,
): { key: string, value: Value } {
  const full = fullKey(project.name, key)
  const setting = findSetting(settings, full)
  if (setting.secret) {
    throw new CountersignError('setting-secret', `${full} is a secret, and secrets are not typed into a chat; nothing was changed.`,
      `Set it in your terminal: pulumi config set --secret ${full}`)
  }
  const wrong = (wanted: string) => new CountersignError('setting-type', `${full} takes ${wanted}, not ${JSON.stringify(value)}; nothing was changed.`, setting.description ?? 'Ask again with such a value.')
  const given = typeof value === 'string' ? value.trim() : value
  switch (setting.type) {
    case 'integer':
    case 'number': {
      const number = typeof given === 'boolean' || given === '' ? Number.NaN : Number(given)
      const { minimum = -Infinity, maximum = Infinity } = setting
      const range = setting.minimum === undefined ? '' : ` from ${setting.minimum} to ${setting.maximum}`
      if (!Number.isFinite(number) || (setting.type === 'integer' && !Number.isSafeInteger(number)) || number < minimum || number > maximum) {
        throw wrong(`a ${setting.type === 'integer' ? 'whole ' : ''}number${range}`)
      }
      return { key: full, value: number }
    }
    case 'boolean': {
      const truth = { true: true, false: false, yes: true, no: false, on: true, off: false }[String(given).toLowerCase()]
      if (truth === undefined) throw wrong('true or false')
      return { key: full, value: truth }
    }
    case 'string': {
      const text = String(value)
      const choice = setting.choices?.find(one => one.toLowerCase() === text.trim().toLowerCase())
      if (setting.choices && choice === undefined) throw wrong(`one of ${setting.choices.join(', ')}`)
      return { key: full, value: choice ?? text }
    }
  }
}

/** The setting of that key, else a refusal that names the nearest. */
export function findSetting(settings: readonly Setting[], full: string): Setting {
  const found = settings.find(one => one.key === full)
  if (found) return found
  const byDistance = settings.map(one => ({ key: one.key, far: levenshtein(one.key, full) })).toSorted((a, b) => a.far - b.far)
  const nearest = byDistance.slice(0, 3).map(one => one.key)
  throw new CountersignError('setting-unknown', `There is no setting ${full}; nothing was changed.`,
    nearest.length === 0 ? 'This project has no settings.' : `The nearest are ${nearest.join(', ')}.`)
}

/**
 * The configuration file with one key set or removed; everything else, comments too, stays as it was written.
 *
 * @throws CountersignError `settings-unreadable` where `config` is there and holds something else than keys
 */
export function editSettings(text: string | undefined, key: string, value: Value | undefined): string {
  const document = parseDocument(text ?? '')
  const [broken] = document.errors
  if (broken) {
    throw new CountersignError('settings-unreadable', `The stack’s configuration file is no YAML in line ${broken.linePos?.[0].line ?? 1}; nothing was changed.`, 'Mend that line, then ask again.')
  }
  if (document.contents === null || !isMap(document.contents)) document.contents = document.createNode({}) as never
  const config: unknown = document.get('config')
  if (config !== undefined && config !== null && !isMap(config)) {
    throw new CountersignError('settings-unreadable', 'What stands under "config" in the stack’s configuration file is no list of keys; nothing was changed.', 'Mend the file, then ask again.')
  }
  // what is left where somebody took the last key away by hand
  if (!isMap(config)) document.set('config', document.createNode({}))
  if (value === undefined) {
    document.deleteIn(['config', key])
    return document.toString({ lineWidth: 0 })
  }
  // The node that is there keeps its comment; an encrypted value is no scalar and is never written here.
  const present: unknown = document.getIn(['config', key], true)
  const node = isScalar(present) ? present : new Scalar(value)
  node.value = value
  // A text that reads as a number or a truth value has to stay a text.
  const plain = typeof value !== 'string' || (/^[A-Za-z][\w .-]*$/.test(value) && !/^(true|false|yes|no|on|off|null)$/i.test(value))
  node.type = plain ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE
  document.setIn(['config', key], node)
  return document.toString({ lineWidth: 0 })
}

const scalar = (value: unknown): Value | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined

function typeOf(told: string | undefined, value: { value: Value } | undefined): Setting['type'] {
  if (told === 'integer' || told === 'number' || told === 'boolean' || told === 'string') return told
  const seen = typeof value?.value
  return told === undefined && (seen === 'number' || seen === 'boolean') ? seen : 'string'
}

/** Files that the official command wrote have numbers and truth values as texts. */
function typed(value: Value, type: Setting['type']): Value {
  if (typeof value !== 'string') return type === 'string' ? String(value) : value
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value
  if (type !== 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
  return value
}

/** The range or the choice that a description ends with: Pulumi.yaml's schema has no place of its own for them. */
function bounds(description: string): Pick<Setting, 'minimum' | 'maximum' | 'choices'> {
  const range = /\((-?\d+) to (-?\d+)\)\s*$/.exec(description)
  if (range) return { minimum: Number(range[1]), maximum: Number(range[2]) }
  const choice = /\(one of ([^()]+)\)\s*$/.exec(description)
  return choice?.[1] === undefined ? {} : { choices: choice[1].split(/,\s*/).map(one => one.trim()) }
}
