import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Document, isMap, isScalar, LineCounter, parseDocument, Scalar, YAMLMap } from 'yaml'
import { CommandError, outsideScope } from '../errors.ts'
import type { Project } from '../backend/project.ts'
import { writeDurably } from '../backend/durable.ts'
import { inPlaceOf, withOfficialQuotes } from './yaml-style.ts'
import { configNode, type ConfigNode, type ConfigValue, configValue } from './value.ts'
import { byKey } from '../values/by-key.ts'

/**
 * One stack's settings file, `Pulumi.<stack>.yaml`. It is edited, not rewritten: comments and order that a person gave it stay.
 */
export class StackSettings {
  readonly path: string
  readonly #document: Document
  readonly #project: string
  /** Set as a number or a boolean just now. */
  readonly #typed = new Set<string>()

  private constructor(path: string, document: Document, project: string) {
    this.path = path
    this.#document = document
    this.#project = project
  }

  /** Reads the settings of a stack; `file` names another file than the usual one. */
  static open(project: Project, stack: string, file?: string): StackSettings {
    const path = file ? resolve(file) : settingsFile(project, stack)
    if (!existsSync(path)) return new StackSettings(path, new Document({}), project.name)
    const lines = new LineCounter()
    const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines })
    const [mistake] = document.errors
    if (mistake) {
      const { line, col } = lines.linePos(mistake.pos[0])
      throw new CommandError(`could not unmarshal '${path}': invalid YAML at line ${line}, column ${col}: ${(mistake.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')}`)
    }
    if (document.contents === null) return new StackSettings(path, new Document({}), project.name)
    if (!isMap(document.contents)) throw new CommandError(`could not unmarshal '${path}': line 1, column 1: it is no map of settings`)
    const settings = new StackSettings(path, document, project.name)
    settings.#validate(lines)
    return settings
  }

  get salt(): string | undefined {
    const salt: unknown = this.#document.get('encryptionsalt')
    return typeof salt === 'string' ? salt : undefined
  }

  set salt(salt: string) {
    if (this.#document.has('encryptionsalt')) this.#document.set('encryptionsalt', salt)
    else (this.#document.contents as YAMLMap).items.unshift(this.#document.createPair('encryptionsalt', salt))
  }

  /** All configuration by full key, in the file's order. */
  values(): Map<string, ConfigValue> {
    const config = this.#document.get('config')
    const found = new Map<string, ConfigValue>()
    if (!isMap(config)) return found
    for (const [key, node] of Object.entries(config.toJSON() as Record<string, ConfigNode>)) found.set(this.#full(key), configValue(node))
    return found
  }

  set(key: string, value: ConfigValue): void {
    if (!isMap(this.#document.get('config'))) this.#document.set('config', new YAMLMap())
    if (value.kind === 'typed') this.#typed.add(key)
    else this.#typed.delete(key)
    const place = ['config', this.#spelling(key)]
    const present = this.#document.getIn(place, true)
    // What is new is in order; what was there keeps the order that a person gave it.
    const content = isMap(present) ? configNode(value) : inOrder(configNode(value))
    const node = inPlaceOf(present, withOfficialQuotes(this.#document.createNode(content)))
    const config = this.#document.get('config') as YAMLMap
    if (present === undefined) config.items.push(this.#document.createPair(withOfficialQuotes(this.#document.createNode(place[1])), node))
    else this.#document.setIn(place, node)
  }

  delete(key: string): void {
    this.#document.deleteIn(['config', this.#spelling(key)])
    const config = this.#document.get('config')
    if (isMap(config) && config.items.length === 0) this.#document.delete('config')
  }

  save(): void {
    this.#writeAsText()
    const empty = isMap(this.#document.contents) && this.#document.contents.items.length === 0
    const text = this.path.endsWith('.json')
      ? `${JSON.stringify(this.#document.toJSON(), null, 4)}\n`
      : empty ? '{}\n' : this.#document.toString({ lineWidth: 0, indent: 2, singleQuote: true })
    writeDurably(this.path, text)
  }

  remove(): void {
    rmSync(this.path, { force: true })
  }

  /** Values at the top are text to everybody: one that a person wrote as a number becomes text with the first edit of the file. */
  #writeAsText(): void {
    const config = this.#document.get('config')
    if (!isMap(config)) return
    for (const { key, value } of config.items) {
      const isTyped = this.#typed.has(this.#full(String(isScalar(key) ? key.value : key)))
      if (isScalar(value) && !isTyped && (typeof value.value === 'number' || typeof value.value === 'boolean')) {
        value.value = String(value.value)
        value.type = Scalar.QUOTE_DOUBLE
        delete value.source
      }
    }
  }

  #full(key: string): string {
    return key.includes(':') ? key.replace(/^([^:]+):config:/, '$1:') : `${this.#project}:${key}`
  }

  /** The spelling that the file has for a key already, else the full one. */
  #spelling(key: string): string {
    const config = this.#document.get('config')
    if (!isMap(config)) return key
    const written = config.items.map((item) => (isScalar(item.key) ? String(item.key.value) : '')).find((name) => this.#full(name) === key)
    return written ?? key
  }

  #validate(lines: LineCounter): void {
    const config = this.#document.get('config', true)
    if (config !== undefined && config !== null && !isMap(config) && !(isScalar(config) && config.value === null)) {
      const start = (config as { range?: [number, number, number] | null }).range?.[0] ?? 0
      const { line, col } = lines.linePos(start)
      throw new CommandError(`could not unmarshal '${this.path}': line ${line}, column ${col}: 'config' has to be a map`)
    }
    if (this.#document.has('environment')) throw outsideScope(`an ESC environment (in ${this.path})`)
    const provider: unknown = this.#document.get('secretsprovider')
    if (typeof provider === 'string' && provider !== '' && provider !== 'passphrase' && provider !== 'default') {
      throw outsideScope(`the secrets provider ${provider.split('?')[0]}`)
    }
  }
}

function inOrder(node: ConfigNode): ConfigNode {
  if (Array.isArray(node)) return (node as readonly ConfigNode[]).map(inOrder)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).sort(byKey)
  return Object.fromEntries(entries.map(([key, value]) => [key, inOrder(value)]))
}

function settingsFile(project: Project, stack: string): string {
  const candidates = ['.yaml', '.yml', '.json'].map((ending) => join(project.stackConfigFolder, `Pulumi.${stack}${ending}`))
  return candidates.find((path) => existsSync(path)) ?? (candidates[0] as string)
}
