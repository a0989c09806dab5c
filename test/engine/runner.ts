import { execFile } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineEvent } from '../../daemon/engine/embedded/events/event.ts'
import { withoutColours } from '../../daemon/engine/embedded/program/runner.ts'
import type { ResourceState } from '../../daemon/engine/embedded/snapshot/resource.ts'
import { isDefaultProvider, type Urn, urnName } from '../../daemon/engine/embedded/snapshot/urn.ts'
import { urnsOf } from '../../daemon/engine/embedded/testing/interpret.ts'
import { operationNames, type RuledProgram, stateNames } from './ruled-program.ts'

/** What one step of a program came to under a command. */
export interface StepOutcome {
  readonly operations: readonly string[]
  readonly state: readonly string[]
  readonly exit: number
  readonly output: string
  /** Every call of a hook, as `hook resource`. */
  readonly hooks: readonly string[]
  /** The whole state after it. */
  readonly resources: readonly ResourceState[]
}

/** An outcome as one line, to compare two of them: what doesn't depend on each other may be done in any order. */
export function outcomeText(outcome: StepOutcome | undefined): string {
  if (!outcome) return 'none'
  return `exit ${outcome.exit}; ${[...outcome.operations].sort().join(', ')}; state: ${outcome.state.join(', ')}`
}

const interpreter = join(import.meta.dirname, 'programs', 'interpreter')

/**
 * Runs every step of a program under a `pulumi` command, with a world and a state of its own. Of several commands the steps take turns:
 * the first step runs under the first, the second under the second, and so on.
 */
export async function runProgram(commands: string | readonly string[], program: RuledProgram): Promise<StepOutcome[]> {
  const turns = typeof commands === 'string' ? [commands] : commands
  const home = mkdtempSync(join(tmpdir(), 'engine-program-'))
  const state = join(home, 'state')
  const environment = surroundings(home)
  const world = mkdtempSync(join(home, 'world-'))
  const settings = join(home, 'Pulumi.dev.yaml')
  // A copy of its own, so that programs can run side by side and nothing is written among the sources.
  const folder = join(home, 'program')
  cpSync(interpreter, folder, { recursive: true })
  symlinkSync(join(import.meta.dirname, '..', '..', 'node_modules'), join(home, 'node_modules'))
  try {
    const data = join(home, 'program.json')
    const fresh = await freshStack(turns[0] ?? 'pulumi')
    cpSync(fresh, home, { recursive: true })
    appendFileSync(settings, `config:\n  programs:world: ${world}\n  programs:program: ${data}\n`)
    const always = readFileSync(settings, 'utf8')
    const outcomes: StepOutcome[] = []
    let resources: ResourceState[] = []
    for (const [index, step] of program.steps.entries()) {
      writeFileSync(data, JSON.stringify(step.program))
      writeFileSync(settings, always + Object.entries(step.config ?? {}).map(([key, value]) => `  programs:${key}: ${JSON.stringify(value)}\n`).join(''))
      const imports = join(home, 'imports.json')
      writeFileSync(imports, JSON.stringify(step.imports ?? {}))
      const log = join(home, `events-${index}.jsonl`)
      const urns = urnsOf(step.program, { resources, pendingOperations: [], metadata: {} })
      const words = [...flags(step, urns, join(home, 'plan.json')), ...(step.imports ? ['--generate-code=false', '--file', imports] : []), '--stack', 'dev', '--config-file', settings, '--event-log', log]
      const pulumi = turns[index % turns.length] ?? 'pulumi'
      const { exit, output } = await command(pulumi, folder, [...words, '--non-interactive'], environment)
      resources = stateIn(state)
      outcomes.push({ operations: operationsIn(log), state: stateNames(resources), exit, output, resources, hooks: hooksRun(world) })
    }
    return outcomes
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function flags({ command: name, options = {} }: RuledProgram['steps'][number], urns: ReadonlyMap<string, Urn>, plan: string): string[] {
  const named = (flag: string, names: readonly string[] = []): string[] => names.flatMap((one) => [flag, urns.get(one) ?? one])
  return [
    name,
    ...(name === 'preview' ? [] : ['--yes', '--skip-preview']),
    ...named('--target', options.targets), ...named('--exclude', options.excludes), ...named('--replace', options.replace),
    ...(options.targetDependents ? ['--target-dependents'] : []), ...(options.excludeDependents ? ['--exclude-dependents'] : []),
    ...(options.continueOnError ? ['--continue-on-error'] : []), ...(options.refresh ? ['--refresh'] : []),
    ...(options.runProgram ? ['--run-program'] : []), ...(options.savePlan ? ['--save-plan', plan] : []),
    ...(options.plan ? ['--plan', plan] : []), ...(options.excludeProtected ? ['--exclude-protected'] : []),
    ...(options.ignoreProtect ? ['--ignore-protect'] : []),
  ]
}

/** What the program's hooks noted in this step. */
function hooksRun(world: string): string[] {
  const log = join(world, '.hooks')
  if (!existsSync(log)) return []
  const calls = readFileSync(log, 'utf8').split('\n').filter((line) => line !== '')
  rmSync(log)
  return calls
}

function operationsIn(log: string): string[] {
  if (!existsSync(log)) return []
  const events = readFileSync(log, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as EngineEvent)
  const begun = events.flatMap((event) => ('resourcePreEvent' in event ? [event.resourcePreEvent.metadata] : []))
  return operationNames(begun.filter(({ urn }) => !isDefaultProvider(urn)).map(({ op, urn }) => [op, urnName(urn)] as const))
}

const freshStacks = new Map<string, Promise<string>>()

/** A new stack's state and settings, made once for a command: deriving a key from a passphrase is meant to be slow. */
function freshStack(pulumi: string): Promise<string> {
  const known = freshStacks.get(pulumi) ?? (async () => {
    const home = mkdtempSync(join(tmpdir(), 'engine-stack-'))
    process.once('exit', () => rmSync(home, { recursive: true, force: true }))
    mkdirSync(join(home, 'state'))
    cpSync(interpreter, join(home, 'program'), { recursive: true })
    const { exit, output } = await command(pulumi, join(home, 'program'), ['stack', 'init', 'dev', '--non-interactive'], surroundings(home))
    if (exit !== 0) throw new Error(`${pulumi} could not make a stack: ${output}`)
    renameSync(join(home, 'program', 'Pulumi.dev.yaml'), join(home, 'Pulumi.dev.yaml'))
    rmSync(join(home, 'program'), { recursive: true })
    return home
  })()
  freshStacks.set(pulumi, known)
  return known
}

function surroundings(home: string): NodeJS.ProcessEnv {
  return {
    ...process.env, COUNTERSIGN_NODE: process.execPath, PULUMI_HOME: join(home, 'home'), PULUMI_BACKEND_URL: `file://${join(home, 'state')}`,
    PULUMI_CONFIG_PASSPHRASE: 'programs', PULUMI_SKIP_UPDATE_CHECK: 'true', PULUMI_DEBUG_COMMANDS: 'true',
    // Both commands start the same SDK again and again.
    NODE_COMPILE_CACHE: join(tmpdir(), 'engine-programs-compiled'),
    // The official CLI's programs run on the same Node, which hangs where they throw.
    NODE_OPTIONS: `--import=${withoutColours}`,
  }
}

/** The state file is the same for both commands, and reading it costs nothing. */
function stateIn(backend: string): ResourceState[] {
  const text = readFileSync(join(backend, '.pulumi', 'stacks', 'programs', 'dev.json'), 'utf8')
  return (JSON.parse(text) as { checkpoint: { latest?: { resources?: ResourceState[] } | null } }).checkpoint.latest?.resources ?? []
}

function command(
  file: string, folder: string, words: readonly string[], environment: NodeJS.ProcessEnv,
): Promise<{ exit: number; output: string }> {
  return new Promise((resolve) => {
    execFile(file, words, { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exit = error ? (typeof error.code === 'number' ? error.code : 255) : 0
      resolve({ exit, output: stdout + stderr })
    })
  })
}
