import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineEvent } from '../../daemon/engine/embedded/events/event.ts'
import type { ResourceState } from '../../daemon/engine/embedded/snapshot/resource.ts'
import { isDefaultProvider, type Urn, urnName } from '../../daemon/engine/embedded/snapshot/urn.ts'
import { urnsOf } from '../../daemon/engine/embedded/testing/simulate.ts'
import { operationNames, type RuledProgram, stateNames } from './ruled-program.ts'

/** What one step of a program came to under a command. */
export interface StepOutcome {
  readonly operations: readonly string[]
  readonly state: readonly string[]
  readonly exit: number
  readonly output: string
}

const interpreter = join(import.meta.dirname, 'programs', 'interpreter')

/** Runs every step of a program under a `pulumi` command, with a world and a state of its own. */
export async function runProgram(pulumi: string, program: RuledProgram): Promise<StepOutcome[]> {
  const home = mkdtempSync(join(tmpdir(), 'engine-program-'))
  const environment = {
    ...process.env, COUNTERSIGN_NODE: process.execPath, PULUMI_HOME: join(home, 'home'),
      PULUMI_BACKEND_URL: `file://${mkdtempSync(join(home, 'state-'))}`,
    PULUMI_CONFIG_PASSPHRASE: 'programs', PULUMI_SKIP_UPDATE_CHECK: 'true', PULUMI_DEBUG_COMMANDS: 'true',
  }
  const world = mkdtempSync(join(home, 'world-'))
  const settings = join(home, 'Pulumi.dev.yaml')
  const run = (...words: string[]): Promise<{ exit: number; output: string }> => command(pulumi, [...words, '--non-interactive'],
    environment)
  try {
    await run('stack', 'init', 'dev')
    await run('config', 'set', 'world', world, '--stack', 'dev', '--config-file', settings)
    const outcomes: StepOutcome[] = []
    let resources: ResourceState[] = []
    for (const [index, step] of program.steps.entries()) {
      await run('config', 'set', '--stack', 'dev', '--config-file', settings, 'program', JSON.stringify(step.program))
      const log = join(home, `events-${index}.jsonl`)
      const urns = urnsOf(step.program, { resources, pendingOperations: [], metadata: {} })
      const { exit, output } = await run(...flags(step, urns), '--stack', 'dev', '--config-file', settings, '--event-log', log)
      resources = await exported(run)
      outcomes.push({ operations: operationsIn(log), state: stateNames(resources), exit, output })
    }
    return outcomes
  } finally {
    rmSync(home, { recursive: true, force: true })
    rmSync(join(interpreter, 'Pulumi.dev.yaml'), { force: true })
  }
}

function flags({ command: name, options = {} }: RuledProgram['steps'][number], urns: ReadonlyMap<string, Urn>): string[] {
  const named = (flag: string, names: readonly string[] = []): string[] => names.flatMap((one) => [flag, urns.get(one) ?? one])
  return [
    name,
    ...(name === 'preview' ? [] : ['--yes', '--skip-preview']),
    ...named('--target', options.targets), ...named('--exclude', options.excludes), ...named('--replace', options.replace),
    ...(options.targetDependents ? ['--target-dependents'] : []), ...(options.excludeDependents ? ['--exclude-dependents'] : []),
    ...(options.continueOnError ? ['--continue-on-error'] : []), ...(options.refresh ? ['--refresh'] : []),
  ]
}

function operationsIn(log: string): string[] {
  if (!existsSync(log)) return []
  const events = readFileSync(log, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as EngineEvent)
  const begun = events.flatMap((event) => ('resourcePreEvent' in event ? [event.resourcePreEvent.metadata] : []))
  return operationNames(begun.filter(({ urn }) => !isDefaultProvider(urn)).map(({ op, urn }) => [op, urnName(urn)] as const))
}

async function exported(run: (...words: string[]) => Promise<{ output: string }>): Promise<ResourceState[]> {
  const { output } = await run('stack', 'export', '--stack', 'dev')
  return (JSON.parse(output) as { deployment: { resources?: ResourceState[] } | null }).deployment?.resources ?? []
}

function command(file: string, words: readonly string[], environment: NodeJS.ProcessEnv): Promise<{ exit: number; output: string }> {
  return new Promise((resolve) => {
    execFile(file, words, { cwd: interpreter, env: environment, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exit = error ? (typeof error.code === 'number' ? error.code : 255) : 0
      resolve({ exit, output: stdout + stderr })
    })
  })
}
