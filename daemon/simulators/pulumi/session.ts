import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stack } from '@pulumi/pulumi/automation/index.js'
import { CountersignError } from '../../../shared/errors.ts'
import { chooseEngine, openStack, operate, readCheckpoint, Redaction } from '../../engine/index.ts'
import type { Action, Checkpoint, Engine, EngineEvent, EngineResult } from '../../engine/index.ts'
import type { Project } from './project.ts'
import { withScratch } from './scratch.ts'
import { programDigest } from './source.ts'
import type { Source } from './source.ts'

export interface OperateOptions {
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: ((event: EngineEvent) => void) | undefined
  readonly message?: string
  /** The digest that the state must have under the engine's lock, or the run ends before its first change. */
  readonly expectState?: string
  /** Tag of the calls that this operation makes, for what can be asked later whether it was ours. */
  readonly operation?: string
}

/** The engine as this daemon uses it: one choice of command, one home of its own, and one operation on a target at a time. */
export class Session {
  readonly #home: string
  readonly #environment: NodeJS.ProcessEnv
  #engine: Promise<Engine> | undefined
  readonly #turns = new Map<string, Promise<unknown>>()
  /** Programs whose types were checked by a preview that succeeded: they are not checked again, which takes seconds. */
  readonly #checked = new Set<string>()

  constructor(home: string, environment: NodeJS.ProcessEnv) {
    this.#home = home
    this.#environment = environment
  }

  /** @throws CountersignError `no-engine` */
  engine(): Promise<Engine> {
    this.#engine ??= chooseEngine(this.#environment).catch((cause: unknown) => {
      this.#engine = undefined
      throw new CountersignError('no-engine', 'No Pulumi engine can be started; nothing was changed.', 'Look at the output of npm start.', { cause })
    })
    return this.#engine
  }

  /** Runs one piece of work on a target after the ones before it: two engines on one state would only find each other's lock. */
  inTurn<Result>(target: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(target) ?? Promise.resolve()
    const result = before.then(work, work)
    this.#turns.set(target, result.catch(() => undefined)) // a failure is its caller's; the next one only waits for its end
    return result
  }

  /** The state as it is now. @throws CountersignError `state-unreadable` */
  checkpoint(project: Project): Checkpoint {
    if (!project.backendUrl.startsWith('file://')) {
      throw new CountersignError('backend-unsupported', `The state of ${project.target} is in ${project.backendUrl}, which this version can't read; nothing was changed.`,
        'Use a project whose backend is file://…')
    }
    try {
      return readCheckpoint(project.backendUrl, project.name, project.stack)
    } catch (cause) {
      throw new CountersignError('state-unreadable', cause instanceof Error ? cause.message : 'The state can’t be read.', 'Put the copy back, then ask again.', { cause })
    }
  }

  /** Makes the sandbox's stack where it doesn't exist yet: an empty state, no resource. */
  async prepare(project: Project): Promise<void> {
    if (!project.sandbox || this.checkpoint(project).exists) return
    const engine = await this.engine()
    await this.inTurn(project.target, async () => {
      if (!this.checkpoint(project).exists) await openStack(engine, this.#location(project, project.path, {}), { create: true })
    })
  }

  /** One operation of the engine on this source, in a scratch folder. What the engine says comes back with secrets blackened. */
  async operate(project: Project, source: Source, action: Action, options: OperateOptions): Promise<EngineResult> {
    const engine = await this.engine()
    const program = programDigest(source)
    return withScratch(this.#home, project, source, async folder => {
      let stack: Stack
      const location = this.#location(project, folder, {
        ...(this.#checked.has(program) ? { PULUMI_NODEJS_TRANSPILE_ONLY: 'true' } : {}),
        ...(options.expectState === undefined ? {} : { COUNTERSIGN_EXPECT_STATE: options.expectState }),
        ...(options.operation === undefined ? {} : { COUNTERSIGN_OPERATION: options.operation }),
      })
      try {
        stack = await openStack(engine, location)
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        const code = /no stack named/.test(message) ? 'no-stack' : 'failed'
        return { events: [], output: '', failure: { code, message: this.#secretsIn(project).text(message).slice(-2000) } }
      }
      const redaction = await this.#redaction(project, source, stack)
      const { signal, onEvent, message } = options
      const result = await operate(stack, action, { redaction, signal, onEvent, message })
      if (result.failure === undefined && action === 'preview') this.#checked.add(program)
      return result
    })
  }

  #location(project: Project, folder: string, environment: Record<string, string>) {
    return {
      folder, stack: project.stack, backend: project.backendUrl, home: join(this.#home, 'pulumi'), passphrase: project.passphrase,
      environment: { ...project.environment, ...environment },
    }
  }

  /** What must not be repeated by anybody: the passphrase, what token files hold, and each secret setting in the clear. */
  #secretsIn(project: Project): Redaction {
    const files = Object.entries(project.environment ?? {}).filter(([name]) => /(TOKEN|SECRET|PASSWORD|KEY)_FILE$/.test(name)).map(([, file]) => file)
    const plain = Object.entries(project.environment ?? {}).filter(([name]) => /(TOKEN|SECRET|PASSWORD|KEY)$/.test(name)).map(([, value]) => value)
    return new Redaction([project.passphrase ?? '', ...plain, ...files.filter(file => existsSync(file)).map(file => readFileSync(file, 'utf8').trim())])
  }

  async #redaction(project: Project, source: Source, stack: Stack): Promise<Redaction> {
    const redaction = this.#secretsIn(project)
    if (!/^\s+secure:|\bsecure:/m.test(source.settings ?? '')) return redaction
    const values = Object.values(await stack.getAllConfig()).filter(one => one.secret === true).map(one => one.value)
    return redaction.with(values)
  }
}

/** The digest that a binding has for a state, be there one or none. */
export const stateDigest = (checkpoint: Checkpoint): string => createHash('sha256').update(checkpoint.bytes).digest('hex')
