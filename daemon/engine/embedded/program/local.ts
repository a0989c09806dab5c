import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { CommandError } from '../errors.ts'
import type { ProgramEnd, ProgramSurroundings, RunningProgram } from './program.ts'
import { type RunnerEnd, startRunner } from './runner.ts'
import type { Sdk } from './sdk.ts'
import { ignoredDiagnostics } from './ignored-diagnostics.ts'

/** The SDK's runner ends with this when it has told the person about the error itself. */
const REPORTED = 32
/** A program that doesn't end when asked is ended, after this long. */
const PATIENCE_MS = 2000
/** What a program was saying when its run ended takes some milliseconds to arrive: why its hook failed, for one. */
const LAST_WORDS_MS = 300

/** Runs a Node.js or TypeScript program in a process of its own, by the SDK's own runner. */
export function runLocalProgram(sdk: Sdk, around: ProgramSurroundings): RunningProgram {
  if (!existsSync(around.folder)) throw new CommandError(`could not find the program's folder ${around.folder}`)
  const options = around.runtimeOptions
  const started = startRunner({
    role: 'program',
    runner: sdk.programRunner,
    nodeArguments: typeof options.nodeargs === 'string' ? options.nodeargs.split(/\s+/).filter((part) => part !== '') : [],
    arguments: runnerArguments(around),
    folder: around.folder,
    environment: { ...around.environment, ...runnerEnvironment(around) },
    print: around.print,
  })
  // Its output can arrive after its end; nothing that it said is lost.
  const ended = started.then(async (runner) => endOf(await runner.ended))
  return {
    ended,
    async stop() {
      const runner = await started
      if ((await Promise.race([ended, wait(LAST_WORDS_MS, 'running', { ref: false })])) !== 'running') return
      runner.kill('SIGTERM')
      const timer = setTimeout(() => runner.kill('SIGKILL'), PATIENCE_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

function endOf(end: RunnerEnd): ProgramEnd {
  if ('error' in end) return { kind: 'failed', message: `failed to start the program: ${end.error.message}` }
  const { code, signal } = end
  if (code === 0) return { kind: 'done' }
  if (code === REPORTED) return { kind: 'reported' }
  if (signal) return { kind: 'failed', message: `an unhandled error occurred: Program exited with signal: ${signal}` }
  return { kind: 'failed', message: `an unhandled error occurred: Program exited with non-zero exit code: ${code}` }
}

function runnerArguments(around: ProgramSurroundings): string[] {
  return [
    '--monitor', around.address, '--engine', around.address, '--organization', 'organization', '--project', around.project,
    '--root-directory', around.root, '--stack', around.stack, '--pwd', around.folder,
    ...(around.preview ? ['--dry-run'] : []), '--parallel', String(around.parallel), around.entry,
  ]
}

function runnerEnvironment({ config, secretKeys, runtimeOptions, typesChecked, environment }: ProgramSurroundings): Record<string, string> {
  const keyed = [...config].map(([key, value]) => [key.replace(':', ':config:'), value])
  return {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(keyed)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
    ...(runtimeOptions.typescript !== false && { PULUMI_NODEJS_TYPESCRIPT: 'true' }),
    ...(typesChecked && { PULUMI_NODEJS_TRANSPILE_ONLY: 'true' }),
    ...ignoredDiagnostics(environment),
    ...(typeof runtimeOptions.tsconfig === 'string' && { PULUMI_NODEJS_TSCONFIG_PATH: runtimeOptions.tsconfig }),
  }
}
