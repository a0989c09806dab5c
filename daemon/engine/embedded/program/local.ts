import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { CommandError } from '../errors.ts'
import type { ProgramEnd, ProgramSurroundings, RunningProgram } from './program.ts'
import type { Sdk } from './sdk.ts'

/** The SDK's runner ends with this when it has told the person about the error itself. */
const REPORTED = 32
/** A program that doesn't end when asked is ended, after this long. */
const PATIENCE_MS = 2000

/**
 * Run before the program: the SDK prints an unhandled error with `inspect` in colours, and Node 22.23's colouring of stack lines never ends
 * on a path like `node_modules/@pulumi/output.ts`, which is what the SDK's own source maps make of its files. Nobody sees colours here.
 */
const withoutColours = `data:text/javascript,${encodeURIComponent(`
import util from 'node:util'
const { inspect } = util
util.inspect = Object.assign((value, options, ...rest) =>
  inspect(value, typeof options === 'object' && options !== null ? { ...options, colors: false } : options, ...rest), inspect)
`)}`

/** Runs a Node.js or TypeScript program in a process of its own, by the SDK's own runner. */
export function runLocalProgram(sdk: Sdk, around: ProgramSurroundings): RunningProgram {
  if (!existsSync(around.folder)) throw new CommandError(`could not find the program's folder ${around.folder}`)
  const options = around.runtimeOptions
  const nodeArguments = typeof options.nodeargs === 'string' ? options.nodeargs.split(/\s+/).filter((part) => part !== '') : []
  const child = spawn(process.execPath, [...nodeArguments, '--import', withoutColours, sdk.programRunner, ...runnerArguments(around)], {
    cwd: around.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...around.environment, ...runnerEnvironment(around) },
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => around.print('stdout', text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => around.print('stderr', text))
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.once('error', (error) => resolve({ kind: 'failed', message: `failed to start the program: ${error.message}` }))
    // Its output can arrive after its end; nothing that it said is lost.
    child.once('close', (code, signal) => resolve(endOf(code, signal)))
  })
  return {
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (code === 0) return { kind: 'done' }
  if (code === REPORTED) return { kind: 'reported' }
  if (signal) return { kind: 'failed', message: `an unhandled error occurred: Program exited with signal: ${signal}` }
  return { kind: 'failed', message: `an unhandled error occurred: Program exited with non-zero exit code: ${code}` }
}

function runnerArguments(around: ProgramSurroundings): string[] {
  return [
    '--monitor', around.address, '--engine', around.address, '--organization', 'organization', '--project', around.project,
    '--root-directory', around.root, '--stack', around.stack, '--pwd', around.folder,
    ...(around.preview ? ['--dry-run'] : []), '--parallel', String(around.parallel), '.',
  ]
}

function runnerEnvironment({ config, secretKeys, runtimeOptions, typesChecked }: ProgramSurroundings): Record<string, string> {
  const keyed = [...config].map(([key, value]) => [key.replace(':', ':config:'), value])
  return {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(keyed)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
    ...(runtimeOptions.typescript !== false && { PULUMI_NODEJS_TYPESCRIPT: 'true' }),
    ...(typesChecked && { PULUMI_NODEJS_TRANSPILE_ONLY: 'true' }),
    ...(typeof runtimeOptions.tsconfig === 'string' && { PULUMI_NODEJS_TSCONFIG_PATH: runtimeOptions.tsconfig }),
  }
}
