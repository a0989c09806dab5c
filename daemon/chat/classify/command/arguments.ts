import type { Operation } from '../operation.ts'
import type { Reading, Parameters } from '../classification.ts'
import type { Service } from '../service.ts'
import type { SimpleCommand } from './shell-words.ts'

/** One command of a line as its tool's parser sees it: without the tool's name, flags apart from what they belong to. */
export interface Arguments {
  /** What is no flag and no flag's value, in order. */
  positional: string[]
  /** Flags by name without dashes; true where there is no value. A flag that comes twice keeps its first value. */
  flags: Map<string, string | true>
  command: SimpleCommand
  /** Reads another command line inside this one (`xargs kubectl delete`, `bash -c "…"`). */
  nested: (line: string) => Reading | null
  nestedWords: (words: string[]) => Reading | null
}

/** null means: this is no command of the tool after all, but prose that begins with its name. */
export type Parser = (args: Arguments) => Reading | null

/**
 * Tells flags from positional words. Without a tool's full flag table, `--name value` is taken as one unless the flag is known to be
 * boolean
 * or the next word is a flag too; a short flag takes a value only where the tool says so.
 */
export function parseArguments(
  words: readonly string[], booleans: ReadonlySet<string>, shortWithValue: string
): Pick<Arguments, 'positional' | 'flags'> {
  const positional: string[] = []
  const flags = new Map<string, string | true>()
  const set = (name: string, value: string | true): void => { if (!flags.has(name)) flags.set(name, value) }
  for (let i = 0; i < words.length; i++) {
    const word = (words[i] ?? '')
    if (word === '--') { set('--', words.slice(i + 1).join(' ')); break }
    if (word.length < 2 || word[0] !== '-' || /^-\d/.test(word)) { positional.push(word); continue }
    const long = word.startsWith('--')
    const name = word.slice(long ? 2 : 1)
    const equals = name.indexOf('=')
    if (equals > 0) { set(name.slice(0, equals), name.slice(equals + 1)); continue }
    const next = words[i + 1]
    const hasNext = next !== undefined && (next[0] !== '-' || next.length === 1 || /^-\d/.test(next))
    if (long ? hasNext && !booleans.has(name) : hasNext && name.length === 1 && shortWithValue.includes(name)) {
      set(name, (next ?? ''))
      i++
    } else if (!long && name.length > 1 && shortWithValue.includes((name[0] ?? '')) && !booleans.has(name)) set((name[0] ?? ''), name.slice(1))
    else set(name, true)
  }
  return { positional, flags }
}

export function reading(
  operation: Operation, service: Service, target: string | null = null, parameters: Parameters = {}, confidence = 0.98,
): Reading {
  return { operation, service, target, parameters, confidence }
}

/** The first of the flags that has a value. */
export function valueOf(flags: ReadonlyMap<string, string | true>, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = flags.get(name)
    if (typeof value === 'string') return value
  }
  return undefined
}

/** A number where the text is one, else the text: parameters keep their type. */
export function typed(value: string): string | number | boolean {
  if (/^-?\d{1,15}(\.\d{1,6})?$/.test(value)) return Number(value)
  return value === 'true' ? true : value === 'false' ? false : value
}

/** A table's own entry: words that people type are looked up here, and `constructor` is one of them. */
export function own<Value>(table: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}
