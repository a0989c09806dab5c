import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Stack } from '@pulumi/pulumi/automation/index.js'
import {
  exportDeployment, ignoredDiagnostics, importDeployment, importFailure, openStack, operate, OPERATION_MARK, readCheckpoint, Redaction,
} from '../../engine/index.ts'
import type { Action, Deployment, Engine, EngineEvent, EngineFailure, EngineResult } from '../../engine/index.ts'
import { environmentSecrets } from './environment-secrets.ts'
import type { Operations } from './operations.ts'
import type { Project } from './project.ts'
import { withScratch } from './scratch.ts'
import { programDigest } from './source.ts'
import type { Source } from './source.ts'
import type { StateSecrets } from './state-secrets.ts'

export interface OperateOptions {
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: ((event: EngineEvent) => void) | undefined
  readonly message?: string
  /** The digest that the state must have under the engine's lock, or the run ends before its first change. */
  readonly expectState?: string
  /** Tag of the calls that this operation makes, so that it can be asked later whether one was ours. */
  readonly operation?: string
  /** Only these resources, by URN. */
  readonly targets?: string[]
  /**
   * A preview notes what it announces; a change does that and nothing else. A program may ask for other things when it knows that it is no
   * preview: it gets none of them.
   */
  readonly announced?: boolean
  /** File names of the orphan locks whose breaking was approved. */
  readonly breaks?: readonly string[]
}
/** The state that is written anew has to be the one of `expectState`, as nearly as its engine can compare it. */
export type EditOptions = Required<Pick<OperateOptions, 'expectState' | 'operation' | 'breaks'>>

/** One source laid out in scratch with its stack open: what is previewed on it and what then runs are the same bytes. */
export interface Bench {
  readonly source: Source
  operate(action: Action, options: OperateOptions): Promise<EngineResult>
  /** Writes the state anew: the one change that no provider is asked about. @returns why it was not written */
  edit(change: (deployment: Deployment) => Deployment, options: EditOptions): Promise<EngineFailure | undefined>
}

/** Programs whose types were checked by a preview that succeeded: they are not checked again, which takes seconds. */
export type CheckedPrograms = Set<string>

/** What every bench of a daemon shares. */
export interface Tools {
  readonly home: string
  /** What programs and providers inherit. */
  readonly environment: NodeJS.ProcessEnv
  readonly engine: Engine
  readonly checked: CheckedPrograms
  readonly operations: Operations
  readonly secrets: StateSecrets
}

interface Opened { readonly stack: Stack, readonly redaction: Redaction }

/** Two looks at the same time, each to its end: what one fails with is thrown when nothing works on the bench any more. */
export async function together<First, Second>(first: Promise<First>, second: Promise<Second>): Promise<[First, Second]> {
  const [one, other] = await Promise.allSettled([first, second])
  if (one.status === 'rejected') throw one.reason
  if (other.status === 'rejected') throw other.reason
  return [one.value, other.value]
}

export async function withBench<Result>(
  tools: Tools, project: Project, source: Source, use: (bench: Bench) => Promise<Result>, install?: (folder: string) => Promise<void>,
): Promise<Result> {
  const { home, checked, operations } = tools
  return withScratch(home, project, source, async folder => {
    const program = programDigest(source)
    // beside the copy and not in it: a program may read its own folder
    const plan = `${folder}.plan`
    await install?.(folder)
    const location = {
      folder, stack: project.stack, backend: project.backendUrl, home: join(home, 'pulumi'), passphrase: project.passphrase,
      environment: { ...project.environment },
    }
    let opening: Promise<Opened> | undefined
    let opened: Opened | undefined
    // two operations that only look may begin at the same time: they are on one stack
    const openedStack = async (): Promise<Opened> => {
      if (opened !== undefined) return opened
      opening ??= open(tools, location, project, source).finally(() => { opening = undefined })
      return opened ??= await opening
    }
    return use({
      source,
      async edit(change, { expectState, operation, breaks }) {
        let redaction = secretsOf(tools, project)
        try {
          const { stack, redaction: known } = await openedStack()
          redaction = known
          const deployment = change(await exportDeployment(stack))
          // the official command doesn't compare under its lock: at least what happened until now is not overlooked
          if (readCheckpoint(project.backendUrl, project.name, project.stack).digest !== expectState) return { code: 'state-moved', message: 'the state moved' }
          const begun = operations.begin(project.target, operation)
          Object.assign(stack.workspace.envVars, {
            COUNTERSIGN_EXPECT_STATE: expectState, COUNTERSIGN_BREAK_LOCKS: breaks.join(','), [OPERATION_MARK]: begun.mark,
          })
          await importDeployment(stack, deployment, `${folder}.state`).finally(begun.end)
          return undefined
        } catch (error) {
          return importFailure(error, redaction)
        }
      },
      async operate(action, { signal, onEvent, message, expectState, operation, targets, breaks = [], announced = false }) {
        let known: Opened
        try {
          known = await openedStack()
        } catch (error) {
          const said = error instanceof Error ? error.message : String(error)
          const code = /no stack named/.test(said) ? 'no-stack' : 'failed'
          return { events: [], output: '', failure: { code, message: secretsOf(tools, project).text(said).slice(-2000) } }
        }
        const { stack, redaction } = known
        // A provider may make up a password in this very run: what fails after that in it may say it aloud.
        const redactionAfter = async () => {
          const after = redaction.with(await inState(tools, project, stack))
          opened = { stack, redaction: after }
          return after
        }
        Object.assign(stack.workspace.envVars, {
          PULUMI_NODEJS_TRANSPILE_ONLY: checked.has(program) ? 'true' : 'false',
          ...ignoredDiagnostics({ ...process.env, ...project.environment }), // for an official command, which sets none
          COUNTERSIGN_EXPECT_STATE: expectState ?? '', COUNTERSIGN_OPERATION: operation ?? '', COUNTERSIGN_BREAK_LOCKS: breaks.join(','),
        })
        const changing = !action.startsWith('preview')
        const begun = changing ? operations.begin(project.target, operation ?? action) : undefined
        Object.assign(stack.workspace.envVars, { [OPERATION_MARK]: begun?.mark ?? '' })
        const result = await operate(stack, action, {
          redaction, redactionAfter: changing ? redactionAfter : undefined, signal, onEvent, message, targets,
          plan: announced ? plan : undefined,
        })
        begun?.end()
        if (result.failure === undefined && action === 'preview') checked.add(program)
        if (result.failure === undefined) return result
        // where a person would look for it, and not in a copy that is gone when they read this
        const inPlace = (text: string) => text.replaceAll(folder, project.path)
        return { ...result, output: inPlace(result.output), failure: { ...result.failure, message: inPlace(result.failure.message) } }
      },
    }).finally(() => {
      rmSync(plan, { force: true })
      // which stack was selected in a copy that is gone: an engine keeps a file of it for each, and there is a copy for every look
      rmSync(join(location.home, 'workspaces', selectionOf(project.name, folder)), { force: true })
    })
  }, install === undefined)
}

/** Where engines keep the selection of one folder (https://github.com/pulumi/pulumi, sdk/go/common/workspace: named by its project file). */
const selectionOf = (name: string, folder: string) =>
  `${name}-${createHash('sha1').update(join(folder, 'Pulumi.yaml')).digest('hex')}-workspace.json`

async function open(tools: Tools, location: Parameters<typeof openStack>[1], project: Project, source: Source) {
  const stack = await openStack(tools.engine, location)
  const redaction = secretsOf(tools, project).with(await inState(tools, project, stack))
  if (!/\bsecure:/.test(source.settings ?? '')) return { stack, redaction }
  const values = Object.values(await stack.getAllConfig()).filter(one => one.secret === true).map(one => one.value)
  return { stack, redaction: redaction.with(values) }
}

const inState = (tools: Tools, project: Project, stack: Stack): Promise<readonly string[]> =>
  tools.secrets.of(project.target, stack, readCheckpoint(project.backendUrl, project.name, project.stack))

/** What must not be repeated by anybody: the passphrase, and what a program and its providers are logged in with. */
const secretsOf = ({ environment }: Tools, project: Project): Redaction =>
  new Redaction([project.passphrase ?? '', ...environmentSecrets(environment, project.environment ?? {})])
