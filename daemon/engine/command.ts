import { spawn } from 'node:child_process'
import { delimiter, dirname, isAbsolute } from 'node:path'
import type { PulumiCommand } from '@pulumi/pulumi/automation/index.js'
import { OPERATION_MARK } from './survivors.ts'

/** What the Automation API has of its own for the end of a command, and doesn't declare. */
export interface Results {
  readonly CommandResult: new (stdout: string, stderr: string, code: number, error?: Error) => { readonly stdout: string }
  readonly createCommandError: (result: object) => Error
}
type Listener = ((text: string) => void) | undefined
type Environment = Readonly<Record<string, string | undefined>>
export type Run = (
  args: string[], folder: string, environment: Environment, onOutput?: Listener, onError?: Listener, signal?: AbortSignal,
) => Promise<{ readonly stdout: string }>

/** Where a command stands that ended for another reason than its own: what the Automation API says of it. */
const UNKNOWN_CODE = -2

/**
 * What the Automation API asks for when an update is over, and nobody here reads: the outputs, twice, and the history. Each would be a
 * start of the command, together longer than many an update.
 */
const unread: ReadonlyMap<string, string> = new Map([['stack output', '{}'], ['stack history', '[]']])

/**
 * The same command, each run of it in a session of its own. The Automation API starts it in the daemon's, where a Ctrl-C is for the engine
 * as well: together with the daemon's own interrupt that makes two, at which an engine ends in the middle of its call, and the end of a
 * window (SIGHUP) ends it at once. Here only the daemon's signal reaches it, once. On Windows it stays as it is.
 */
export function inItsOwnSession(command: PulumiCommand, results: Results): PulumiCommand {
  return process.platform === 'win32' ? command : Object.assign(command, { run: runOf(command.command, results) })
}

const runOf = (file: string, results: Results): Run => async (args, folder, given, onOutput, onError, signal) => {
  const { CommandResult, createCommandError } = results
  const failed = (why: string): Error => createCommandError(new CommandResult('', why, UNKNOWN_CODE, new Error(why)))
  const answer = unread.get(args.slice(0, 2).join(' '))
  if (answer !== undefined) return new CommandResult(answer, '', 0)
  // It was stopped while the API prepared this.
  if (signal?.aborted) throw failed('Command failed: it was stopped before it began')
  const words = args.includes('--non-interactive') ? args : [...args, '--non-interactive']
  const own = { ...process.env, ...given }
  // Language hosts and plugins that come with a command lie beside it.
  const place = isAbsolute(file) ? { PATH: [dirname(file), given['PATH'] || process.env['PATH'] || ''].join(delimiter) } : {}
  const environment = { ...own, ...place, PULUMI_AUTOMATION_API: 'true' }
  const child = spawn(file, words, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; onOutput?.(text) })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; onError?.(text) })
  const interrupt = (): void => { child.kill('SIGINT') }
  // What changes nothing is of no use to anybody without us. What changes something is left to the next daemon, which finds it by its mark
  // and interrupts it once: a signal from here would make that the second.
  const leave = (): void => { if (!given[OPERATION_MARK]) child.kill('SIGTERM') }
  signal?.addEventListener('abort', interrupt, { once: true })
  process.once('exit', leave)
  try {
    const [code, killedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', error => { reject(failed(error.message)) }).once('close', (...end) => { resolve(end) })
    })
    const [printed, complaint] = [withoutLastBreak(stdout), withoutLastBreak(stderr)]
    if (code === 0) return new CommandResult(printed, complaint, code)
    const how = killedBy === null ? `with exit code ${code}` : `and was ended by ${killedBy}`
    throw failed([`Command failed ${how}: ${[file, ...words].join(' ')}`, complaint, printed].filter(text => text !== '').join('\n'))
  } finally {
    signal?.removeEventListener('abort', interrupt)
    process.off('exit', leave)
  }
}

const withoutLastBreak = (text: string): string => text.replace(/\r?\n$/, '')
