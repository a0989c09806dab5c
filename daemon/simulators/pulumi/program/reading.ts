import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fullKey } from '../project.ts'
import { classOf } from './declarations.ts'

/** A setting as a program reads it. `type` is absent where it takes the text as it is. */
export interface SettingRead { readonly type?: 'number' | 'boolean', readonly secret: boolean }

/** Files that are looked into, and their size: a program's own are few and short, what a build made is neither. */
const most = { files: 500, bytes: 512 * 1024 }
const code = /(?<!\.d)\.[cm]?[jt]sx?$/
const skipped = /^(?:node_modules|\..*)$/

const HOLDERS = /\b(\w+)\s*(?::\s*[\w.]+\s*)?=\s*new\s+(?:\w+\.)?Config\(\s*(?:(['"`])([\w.-]*)\2)?\s*\)/g
/** What holds the settings, made on the spot or a variable; then how they are read, and the name. */
const HELD = /(?:\bnew\s+(?:\w+\.)?Config\(\s*(?:(['"`])([\w.-]*)\1)?\s*\)|\b(\w+))\s*\.\s*/.source
const CALLED = /(?:get|require)(Secret)?(Number|Boolean|Object)?\s*(?:<[^()]{0,200}>)?\(\s*['"`]([\w.:-]{1,100})['"`]/.source
const READS = new RegExp(HELD + CALLED, 'g')

/**
 * The settings that a program reads by a name that stands in it, by full key: `new Config().getNumber('count')` is `shop:count`. It is read
 * as text, because a look at a target must not wait for a compiler to load: a call in a comment only offers a setting that nothing reads.
 * Structured ones are left out, as nobody types them into a chat.
 */
export function settingsIn(texts: readonly string[], project: string): Map<string, SettingRead> {
  const holders = new Map<string, string>()
  for (const text of texts) for (const [, variable = '', , namespace = ''] of text.matchAll(HOLDERS)) holders.set(variable, namespace)
  const found = new Map<string, SettingRead>()
  for (const text of texts) {
    for (const [, , spot = '', variable, secret, kind, key = ''] of text.matchAll(READS)) {
      const namespace = variable === undefined ? spot : holders.get(variable)
      if (namespace === undefined || kind === 'Object') continue
      const full = fullKey(namespace || project, key)
      found.set(full, {
        secret: secret !== undefined || found.get(full)?.secret === true,
        ...(kind === 'Number' && { type: 'number' as const }), ...(kind === 'Boolean' && { type: 'boolean' as const }),
      })
    }
  }
  return found
}

const MADE = /\bnew\s+((?:\w+\.)*\w+)\(\s*(['"`])([\w.-]{1,100})\2/g

/**
 * The class of each resource that a program makes under a name that stands in it: `new Bucket('logs', …)` is `logs: Bucket`. A name that
 * two classes are given is left out. It is read as text, for the same reason.
 */
export function classesIn(texts: readonly string[]): Map<string, string> {
  const found = new Map<string, string | undefined>()
  for (const [, kind = '', , name = ''] of texts.flatMap(text => [...text.matchAll(MADE)])) {
    const before = found.get(name)
    found.set(name, found.has(name) && before !== classOf(kind) ? undefined : classOf(kind))
  }
  return new Map([...found].flatMap(([name, kind]) => kind === undefined ? [] : [[name, kind]]))
}

/** What stands in a program's text. */
export interface ProgramText { readonly settings: ReadonlyMap<string, SettingRead>, readonly classes: ReadonlyMap<string, string> }
const nothing: ProgramText = { settings: new Map(), classes: new Map() }

/** What each program was at the last look: a look at a target must not read one anew that has not changed. */
const looked = new Map<string, { readonly stamp: string, readonly text: ProgramText }>()

/** What the program in a folder reads and makes; nothing where its files can't be read. */
export function programText(folder: string, project: string): ProgramText {
  try {
    const files = codeIn(folder)
    const stamp = [project, ...files.map(({ path, modified, size }) => `${path} ${modified} ${size}`)].join('\n')
    const before = looked.get(folder)
    if (before?.stamp === stamp) return before.text
    const texts = files.map(({ path }) => readFileSync(path, 'utf8'))
    const text = { settings: settingsIn(texts, project), classes: classesIn(texts) }
    looked.set(folder, { stamp, text })
    return text
  } catch {
    return nothing // the files went away while they were looked at; a plan reads them all, and says so
  }
}

function codeIn(folder: string): { readonly path: string, readonly modified: number, readonly size: number }[] {
  const found: { path: string, modified: number, size: number }[] = []
  const visit = (place: string): void => {
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      if (found.length >= most.files || skipped.test(entry.name)) continue
      const path = join(place, entry.name)
      if (entry.isDirectory()) visit(path)
      if (!entry.isFile() || !code.test(entry.name)) continue
      const { mtimeMs: modified, size } = statSync(path)
      if (size <= most.bytes) found.push({ path, modified, size })
    }
  }
  visit(folder)
  return found
}
