import { CommandError } from '../errors.ts'
import { pathText, type PropertyPath } from '../values/path.ts'
import type { Crypter } from '../values/passphrase.ts'

/** A configuration value as the stack's settings hold it: text, a secret, or an object that may hold secrets. */
export type ConfigValue =
  | { readonly kind: 'plain'; readonly text: string }
  /** A number or a boolean that is to be written as one; read again, it is text. */
  | { readonly kind: 'typed'; readonly value: number | boolean }
  | { readonly kind: 'secret'; readonly ciphertext: string }
  | { readonly kind: 'object'; readonly value: ConfigNode }

export type ConfigNode = string | number | boolean | null | readonly ConfigNode[] | { readonly [key: string]: ConfigNode }
type ConfigMap = { readonly [key: string]: ConfigNode }

const isMap = (node: unknown): node is ConfigMap => typeof node === 'object' && node !== null && !Array.isArray(node)
const isSecure = (node: ConfigNode): node is { readonly secure: string } =>
  isMap(node) && Object.keys(node).length === 1 && typeof node.secure === 'string'

/** Reads a value from YAML or JSON; numbers and booleans at the top are text, as the official CLI takes them. */
export function configValue(node: ConfigNode): ConfigValue {
  if (isSecure(node)) return { kind: 'secret', ciphertext: node.secure }
  if (typeof node === 'object' && node !== null) return { kind: 'object', value: node }
  return { kind: 'plain', text: node === null ? '' : String(node) }
}

export function configNode(value: ConfigValue): ConfigNode {
  switch (value.kind) {
    case 'plain':
      return value.text
    case 'secret':
      return { secure: value.ciphertext }
    case 'typed':
    case 'object':
      return value.value
  }
}

export function holdsSecret(value: ConfigValue): boolean {
  const search = (node: ConfigNode): boolean =>
    isSecure(node) || (Array.isArray(node) ? node.some(search) : isMap(node) && Object.values(node).some(search))
  return value.kind === 'secret' || (value.kind === 'object' && search(value.value))
}

/** The text that a program gets: secrets open, an object as JSON. */
export function openText(value: ConfigValue, crypter: Crypter): string {
  switch (value.kind) {
    case 'plain':
      return value.text
    case 'typed':
      return String(value.value)
    case 'secret':
      return crypter.decrypt(value.ciphertext)
    case 'object':
      return JSON.stringify(openNode(value.value, (ciphertext) => crypter.decrypt(ciphertext)))
  }
}

/** The same for a reader who may not see secrets: `[secret]` in their place. */
export function maskedText(value: ConfigValue): string {
  if (value.kind === 'secret') return '[secret]'
  if (value.kind === 'typed') return String(value.value)
  return value.kind === 'plain' ? value.text : JSON.stringify(openNode(value.value, () => '[secret]'))
}

export function openNode(node: ConfigNode, open: (ciphertext: string) => string): ConfigNode {
  if (isSecure(node)) return open(node.secure)
  if (Array.isArray(node)) return (node as readonly ConfigNode[]).map((item) => openNode(item, open))
  // In the order of the keys, as the official CLI writes it: a program that looks at the text sees the same.
  if (isMap(node)) return Object.fromEntries(Object.keys(node).sort().map((key) => [key, openNode(node[key] ?? null, open)]))
  return node
}

/** The same value with its secrets opened by one stack's key and sealed by another's. */
export function resealed(node: ConfigNode, opened: Crypter, sealed: Crypter): ConfigNode {
  if (isSecure(node)) return { secure: sealed.encrypt(opened.decrypt(node.secure)) }
  if (Array.isArray(node)) return (node as readonly ConfigNode[]).map((one) => resealed(one, opened, sealed))
  return isMap(node) ? Object.fromEntries(Object.entries(node).map(([key, one]) => [key, resealed(one, opened, sealed)])) : node
}

/** What `--json` shows of a value (configValueJSON in pkg/cmd/pulumi/config/config.go). */
export interface ShownConfig {
  readonly value?: string
  readonly objectValue?: ConfigNode
  readonly secret: boolean
}

export function shownConfig(value: ConfigValue, open: boolean, crypter: Crypter): ShownConfig {
  const hidden = holdsSecret(value)
  if (hidden && !open) return { secret: true }
  const shown = { value: openText(value, crypter) }
  if (value.kind !== 'object') return { ...shown, secret: hidden }
  return { ...shown, objectValue: openNode(value.value, (ciphertext) => crypter.decrypt(ciphertext)), secret: hidden }
}

/** What lies at `path`; undefined where there is nothing. */
export function nodeAt(node: ConfigNode | undefined, path: PropertyPath): ConfigNode | undefined {
  let at = node
  for (const part of path) {
    if (Array.isArray(at) && typeof part === 'number') at = (at as readonly ConfigNode[])[part]
    else if (isMap(at) && typeof part === 'string' && !isSecure(at)) at = at[part]
    else return undefined
  }
  return at
}

/**
 * `node` with `value` at `path`, making objects and lists on the way. A list grows by one element at a time. `above` is the way to `node`;
 * a plain value right under the key gives way to what the path needs, as the official CLI has it; one further in does not.
 */
export function withNode(node: ConfigNode | undefined, path: PropertyPath, value: ConfigNode, above: PropertyPath): ConfigNode {
  const [part, ...rest] = path
  if (part === undefined) return value
  const refuse = (reason: string, at: PropertyPath = above): CommandError => new CommandError(`${pathText(at)}: ${reason}`)
  const isPlain = typeof node !== 'object' || node === null || isSecure(node)
  if (isPlain && node !== undefined && node !== null && above.length > 1) {
    throw refuse(typeof part === 'number' ? 'expected an array' : 'expected a map')
  }
  const within = [...above, part]
  const container = isPlain ? (typeof part === 'number' ? [] : {}) : node
  if (Array.isArray(container)) {
    if (typeof part !== 'number') throw refuse('key for an array must be an int', within)
    const items = container as readonly ConfigNode[]
    if (part < 0 || part > items.length) throw refuse('array index out of range', within)
    return [...items.slice(0, part), withNode(items[part], rest, value, within), ...items.slice(part + 1)]
  }
  const map = container as ConfigMap
  if (typeof part !== 'string') throw refuse('key for a map must be a string', within)
  return { ...map, [part]: withNode(map[part], rest, value, within) }
}

export function withoutNode(node: ConfigNode, path: PropertyPath): ConfigNode {
  const [part, ...rest] = path
  if (part === undefined) return node
  if (Array.isArray(node) && typeof part === 'number') {
    const items = node as readonly ConfigNode[]
    if (part < 0 || part >= items.length) return node
    return rest.length === 0 ? items.filter((_, index) => index !== part) : items.with(part, withoutNode(items[part] ?? null, rest))
  }
  if (!isMap(node) || typeof part !== 'string' || !(part in node)) return node
  if (rest.length === 0) return Object.fromEntries(Object.entries(node).filter(([key]) => key !== part))
  return { ...node, [part]: withoutNode(node[part] ?? null, rest) }
}

/** Inside objects, text that is plainly a boolean or a whole number is stored as such. */
export function typedNode(text: string): ConfigNode {
  if (text === 'true') return true
  if (text === 'false') return false
  if (/^-?(0|[1-9]\d{0,14})$/.test(text) && text !== '-0') return Number(text)
  return text
}
