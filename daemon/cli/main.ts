import { parseArgs } from 'node:util'
import { CountersignError } from '../../shared/errors.ts'
import { visible } from '../../shared/visible.ts'
import { openHome } from '../config/home.ts'
import { WrongUse, type Command, type Options } from './command.ts'
import { commands } from './commands/index.ts'
import { Lines } from './lines.ts'
import { jsonLine, readable } from './printed.ts'

/** The exit status: done, failed or refused, wrong use. */
const status = { done: 0, failed: 1, wrongUse: 2 } as const

const usage = [
  'usage: countersign COMMAND [--json]',
  '  start [OPTIONS]'.padEnd(40) + 'start everything in this terminal, as npm start does',
  ...Object.values(commands).map(({ usage: form, about }) => `  ${form}`.padEnd(40) + about),
  'COUNTERSIGN_HOME names the folder of the daemon’s files, ~/.countersign unless told.',
].join('\n')

const say = (stream: NodeJS.WriteStream) => (line: string): void => void stream.write(`${readable(line)}\n`)
const print = say(process.stdout)
const tell = say(process.stderr)

/** Runs one command of the command line. @returns the exit status */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  const json = rest.includes('--json')
  const input = new Lines()
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      print(usage)
      return name === undefined ? status.wrongUse : status.done
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!command) throw new WrongUse(`There is no command ${visible(name)}.`)
    const { words, options } = read(command, rest)
    const result = await command.run({ words, options, json, home: home(), input, print, tell })
    if (typeof result === 'boolean') return result ? status.done : status.failed
    print(json ? jsonLine(result.value) : result.text)
    return result.ok === false ? status.failed : status.done
  } catch (error) {
    const refusal = refusalOf(error, name)
    if (!refusal) throw error
    if (json) print(jsonLine(refusal.toWire()))
    else tell(`${refusal.message}\n${refusal.hint}`)
    return error instanceof WrongUse ? status.wrongUse : status.failed
  } finally {
    input.close()
  }
}

function read(command: Command, args: readonly string[]): { words: string[], options: Options } {
  const form = `usage: countersign ${command.usage} [--json]`
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { ...command.options, json: { type: 'boolean' } }, allowPositionals: true })
    const [least, most] = command.words
    if (positionals.length < least || positionals.length > most) throw new WrongUse(form)
    return { words: positionals, options: values }
  } catch (error) {
    throw error instanceof TypeError ? new WrongUse(`${error.message}\n${form}`) : error
  }
}

/** The folder of the daemon's files; a place that is no such folder is told in the sentence that came with it. */
function home(): string {
  try {
    return openHome()
  } catch (cause) {
    throw new CountersignError('home', cause instanceof Error ? cause.message : String(cause), 'Set COUNTERSIGN_HOME to a folder of your own.', { cause })
  }
}

/** What a person can act on; undefined for a mistake of this program. */
function refusalOf(error: unknown, name: string | undefined): CountersignError | undefined {
  if (error instanceof CountersignError) return error
  if (error instanceof WrongUse) return new CountersignError('wrong-use', error.message, name === undefined ? usage : 'See `countersign help`.')
  return undefined
}
