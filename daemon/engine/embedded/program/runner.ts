import { spawn } from 'node:child_process'
import { hold, release, signalGroup } from './leash.ts'
import { HOSTS_VARIABLE, type TakeRequest } from './handover.ts'
import { takeHost } from './warm.ts'

/** One of the SDK's own runners, to be started on something of a project's. */
export interface RunnerTask {
  readonly role: TakeRequest['role']
  readonly runner: string
  readonly nodeArguments: readonly string[]
  readonly arguments: readonly string[]
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  readonly print: (stream: 'stdout' | 'stderr', text: string) => void
}

export type RunnerEnd = { readonly code: number | null; readonly signal: string | null } | { readonly error: Error }

export interface RunnerProcess {
  /** After its end and the last of its output. */
  readonly ended: Promise<RunnerEnd>
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

/**
 * Run before everything else: the SDK prints an unhandled error with `inspect` in colours, and Node 22.23's colouring of stack lines
 * never ends on a path like `node_modules/@pulumi/output.ts`, which is what the SDK's own source maps make of its files. Nobody sees
 * colours here.
 */
export const withoutColours = `data:text/javascript,${encodeURIComponent(`
import util from 'node:util'
const { inspect } = util
util.inspect = Object.assign((value, options, ...rest) =>
  inspect(value, typeof options === 'object' && options !== null ? { ...options, colors: false } : options, ...rest), inspect)
`)}`

/** Starts a runner: in a warm host where somebody keeps one for exactly this, else in a new process. */
export async function startRunner(task: RunnerTask): Promise<RunnerProcess> {
  const { [HOSTS_VARIABLE]: keeper, ...environment } = task.environment
  // One argument, not two: the SDK takes a separate --import for a loader, and then leaves ECMAScript modules to Node.
  const prepared = { ...task, environment, nodeArguments: [...task.nodeArguments, `--import=${withoutColours}`] }
  return (keeper ? await takeHost(keeper, prepared) : undefined) ?? spawnRunner(prepared)
}

function spawnRunner(task: RunnerTask): RunnerProcess {
  const child = spawn(process.execPath, [...task.nodeArguments, task.runner, ...task.arguments], {
    cwd: task.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: task.environment,
    // In a group of its own: an interrupt at the terminal is for the engine, which lets what is in flight finish.
    detached: true,
  })
  const group = child.pid
  if (group !== undefined) hold(group)
  child.stdout.setEncoding('utf8').on('data', (text: string) => task.print('stdout', text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => task.print('stderr', text))
  const ended = new Promise<RunnerEnd>((resolve) => {
    child.once('error', (error) => resolve({ error }))
    child.once('exit', () => {
      if (group !== undefined) release(group)
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return {
    ended,
    kill(signal) {
      if (group !== undefined && child.exitCode === null && child.signalCode === null) signalGroup(group, signal)
    },
  }
}
