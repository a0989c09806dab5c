import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { CountersignError } from '../../../shared/errors.ts'
import { chooseEngine, openStack, readCheckpoint } from '../../engine/index.ts'
import type { Checkpoint, Engine, EngineEvent } from '../../engine/index.ts'
import { withBench } from './bench.ts'
import type { Bench, CheckedPrograms } from './bench.ts'
import { nameOf } from './changes.ts'
import { Operations } from './operations.ts'
import type { Project } from './project.ts'
import { withScratch } from './scratch.ts'
import { readSource } from './source.ts'
import type { Source } from './source.ts'
import { StateSecrets } from './state-secrets.ts'

/** Digests of the state and of the person's settings, as our last work on a target left them. */
export interface Left { readonly state: string, readonly configuration: string }

/** How a new stack of the sandbox is filled. */
export interface Seeding {
  /** Hears how many resources have been begun so far, and the newest one's name. */
  readonly began?: (count: number, name: string) => void
  /** An earlier start began with it and never ended: then the stack may exist. */
  readonly again?: boolean
  readonly signal?: AbortSignal
}

/** The engine as this daemon uses it: one choice of command, one home of its own, and one operation on a target at a time. */
export class Session {
  readonly #home: string
  readonly #environment: NodeJS.ProcessEnv
  #engine: Promise<Engine> | undefined
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #checked: CheckedPrograms = new Set()
  readonly #operations: Operations
  readonly #secrets = new StateSecrets()
  readonly #left = new Map<string, Left>()

  constructor(home: string, environment: NodeJS.ProcessEnv) {
    this.#home = home
    this.#environment = environment
    this.#operations = new Operations(home)
  }

  /** What the providers of this daemon's projects are given besides what a project has of its own. */
  get environment(): NodeJS.ProcessEnv { return this.#environment }

  /** What is otherwise since then is somebody else's doing. */
  left(target: string): Left | undefined { return this.#left.get(target) }
  leave(target: string, left: Left): void { this.#left.set(target, left) }

  /** @throws CountersignError `engine-alive` */
  alone(target: string): Promise<void> { return this.#operations.alone(target) }

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
      if (!this.checkpoint(project).exists) await openStack(engine, this.#location(project), { create: true })
    })
  }

  /** Fills the sandbox's new stack for the first time. Refuses anything that isn't the sandbox, or isn't new. */
  async seed(project: Project, { began, again = false, signal }: Seeding = {}): Promise<Source> {
    if (!project.sandbox || (this.checkpoint(project).exists && !again)) {
      throw new CountersignError('not-new', `${project.target} is no new stack of the sandbox; nothing was changed.`, 'Ask for a deployment instead.')
    }
    await this.alone(project.target)
    await this.prepare(project)
    const source = readSource(project) // not before: making the stack writes its salt into the settings
    let count = 0
    const onEvent = (event: EngineEvent): void => {
      if (event.kind === 'begin') began?.(count += 1, nameOf(event.step.urn))
    }
    const options = { operation: 'sandbox-seed', message: 'set up the sandbox', onEvent, signal }
    const result = await this.inTurn(project.target, () => this.bench(project, source, bench => bench.operate('up', options)))
    if (result.failure) throw new CountersignError('seed-failed', result.failure.message, 'Ask for a deployment.')
    return source
  }

  #location(project: Project) {
    return {
      folder: project.path, stack: project.stack, backend: project.backendUrl, home: join(this.#home, 'pulumi'),
      passphrase: project.passphrase, environment: { ...project.environment },
    }
  }

  /** Lays a source out for operations of the engine on it, and clears up when `use` ends. */
  async bench<Result>(
    project: Project, source: Source, use: (bench: Bench) => Promise<Result>, install?: (folder: string) => Promise<void>,
  ): Promise<Result> {
    const engine = await this.engine()
    const tools = {
      home: this.#home, environment: this.#environment, engine,
      checked: this.#checked, operations: this.#operations, secrets: this.#secrets,
    }
    return withBench(tools, project, source, use, install)
  }

  /** Lays a source out where nothing is run on it. */
  scratch<Result>(project: Project, source: Source, use: (folder: string) => Promise<Result>): Promise<Result> {
    return withScratch(this.#home, project, source, use)
  }
}

/** The digest that a binding has for a state, be there one or none. */
export const stateDigest = (checkpoint: Checkpoint): string => createHash('sha256').update(checkpoint.bytes).digest('hex')
