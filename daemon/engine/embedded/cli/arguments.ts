import { CommandError } from '../errors.ts'

/** What a flag takes: nothing, one value, or a value each time that it is given. */
export type FlagKind = 'switch' | 'value' | 'list'
export type Flags = Readonly<Record<string, FlagKind>>

export interface Arguments {
  readonly positional: readonly string[]
  has(flag: string): boolean
  /** Whether a switch is on; `--flag=false` turns it off. */
  on(flag: string): boolean
  value(flag: string): string | undefined
  /** Whether a flag takes no value. */
  isSwitch(flag: string): boolean
  list(flag: string): readonly string[]
  /** Every flag with a value, in the order of the command line. */
  readonly given: readonly (readonly [string, string])[]
}

const SHORT: Readonly<Record<string, string>> = {
  s: 'stack', m: 'message', t: 'target', p: 'parallel', v: 'verbose', C: 'cwd', d: 'debug', y: 'yes', j: 'json', h: 'help',
    f: 'skip-preview', r: 'refresh', e: 'emoji', i: 'show-ids', Q: 'suppress-progress',
}

/** Flags that every command takes. */
export const GLOBAL_FLAGS: Flags = {
  color: 'value', cwd: 'value', 'disable-integrity-checking': 'switch', emoji: 'switch', 'fully-qualify-stack-names': 'switch',
    logflow: 'switch',
  logtostderr: 'switch', memprofilerate: 'value', 'non-interactive': 'switch', profiling: 'value', tracing: 'value',
    'tracing-header': 'value',
  verbose: 'value', help: 'switch', 'otel-traces': 'value',
}

/** Reads a command line against the flags that its command knows; an unknown flag is refused in the official words. */
export function parseArguments(words: readonly string[], flags: Flags, own: Readonly<Record<string, string>> = {}): Arguments {
  const known: Flags = { ...GLOBAL_FLAGS, ...flags }
  const positional: string[] = []
  const given: [string, string][] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    if (word === '--') {
      positional.push(...words.slice(index + 1))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      positional.push(word)
      continue
    }
    const long = word.startsWith('--')
    const [written = '', ...rest] = word.replace(/^--?/, '').split('=')
    const name = long ? written : (own[written] ?? SHORT[written] ?? written)
    const kind = known[name]
    if (!kind) throw new CommandError(long ? `unknown flag: --${written}` : `unknown shorthand flag: '${written}' in -${written}`)
    if (rest.length > 0) given.push([name, rest.join('=')])
    else if (kind === 'switch') given.push([name, 'true'])
    else {
      index++
      const value = words[index]
      if (value === undefined) throw new CommandError(`flag needs an argument: --${name}`)
      given.push([name, value])
    }
  }
  const last = (flag: string): string | undefined => given.findLast(([name]) => name === flag)?.[1]
  return {
    positional,
    given,
    has: (flag) => last(flag) !== undefined,
    on: (flag) => ['true', '1', 't', 'T', 'TRUE', 'True'].includes(last(flag) ?? ''),
    value: last,
    isSwitch: (flag) => known[flag] === 'switch',
    list: (flag) => given.filter(([name]) => name === flag).map(([, value]) => value),
  }
}

/** A flag's whole number, or what it is without the flag. */
export function wholeNumber(given: Arguments, flag: string, usual: number, name = `--${flag}`): number {
  const text = given.value(flag)
  if (text === undefined) return usual
  if (!/^[+-]?\d+$/.test(text)) {
    throw new CommandError(`invalid argument ${JSON.stringify(text)} for "${name}" flag: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  return Number(text)
}

/** Refuses more or fewer words than a command takes, in the official words. */
export function refuseOtherCount({ positional: { length } }: Arguments, takes: number | readonly [number, number] | undefined): void {
  if (takes === undefined) return
  if (typeof takes === 'number') {
    if (length !== takes) throw new CommandError(`accepts ${takes} arg(s), received ${length}`)
    return
  }
  const [least, most] = takes
  if (length >= least && length <= most) return
  if (length < least) throw new CommandError(`requires at least ${least} arg(s), only received ${length}`)
  throw new CommandError(`accepts at most ${most} arg(s), received ${length}`)
}
