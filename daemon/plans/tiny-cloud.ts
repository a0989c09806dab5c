import { EventEmitter, once } from 'node:events'
import type { Change, RollbackStep, Step, Target } from '../../shared/plan.ts'
import { canonical, digestOf, fromBytes, toBytes } from '../../shared/canonical.ts'
import type { RunStep } from '../../shared/wire.ts'
import type { Capture, Outcome, RunObserver, Simulated, Simulator } from '../simulator-contract.ts'

/**
 * A world small enough to look at, for this room's tests and benchmark: named numbers that are really set and really deleted, with a log
 * of each call that changed one. `set-config` sets a thing, `remove-config` deletes it. A thing whose name begins with `db` can't be
 * brought back, one that begins with `guarded` is protected. What begins with `note` is no thing, but a line in a file of the person's.
 */
export class TinyCloud implements Simulator {
  readonly service = 'pulumi'
  readonly #targets = new Map<string, { target: Target, things: Map<string, number>, files: Readonly<Record<string, number>> }>()
  readonly #events = new EventEmitter()
  /** Every call that changed something, as the provider saw it. */
  readonly calls: string[] = []
  /** What else an approval is bound to: tests change an element after the plan was looked at. */
  readonly elements: Record<string, string> = { program: 'a', lockFile: 'a', configuration: 'a', account: 'a', role: 'a' }
  /** Names of things: at the first call that touches one of these… */
  readonly failing = new Set<string>()
  readonly uncertain = new Set<string>()
  readonly hanging = new Set<string>()
  /** …and what happens besides what was asked for. */
  readonly meddling = new Set<string>()
  /** What a refresh finds to be otherwise. */
  readonly drifted = new Map<string, number>()
  failsRollback = false
  /** Lines that the next change logs. */
  chatter: string[] = []
  simulations = 0
  /** Targets that were asked to go back, in order. */
  readonly rollbacks: string[] = []

  constructor(...ids: string[]) {
    for (const id of ids) {
      this.#targets.set(id, { target: { id, title: id.replace(/^pulumi:/, ''), mode: 'dev', place: 'a tiny cloud in memory' }, things: new Map([['web', 2]]), files: {} })
    }
  }

  things(id: string): Map<string, number> { return this.#target(id).things }
  files(id: string): Readonly<Record<string, number>> { return this.#target(id).files }
  #target(id: string) {
    const found = this.#targets.get(id)
    if (found === undefined) throw new Error(`no target ${id}`)
    return found
  }

  /** Resolves when a call hangs. */
  async hung(): Promise<void> { await once(this.#events, 'hung') }
  release(): void {
    this.hanging.clear()
    this.#events.emit('released')
  }

  forget(id: string): void { this.#targets.delete(id) }
  targets(): Target[] { return [...this.#targets.values()].map(({ target }) => target) }
  inventory(): Promise<never> { return Promise.reject(new Error('the tiny cloud has no inventory')) }
  drift(target: string) { return Promise.resolve({ target, at: new Date(0).toISOString(), changes: [] }) }
  settle(target: string) { return Promise.resolve({ known: [...this.things(target)].map(([name, value]) => `${name} is ${value}`), unknown: [] }) }

  simulate(id: string, steps: readonly Step[], options: Parameters<Simulator['simulate']>[2]): Promise<Simulated> {
    this.simulations += 1
    const wanted = this.#wanted(id, options.finish?.steps ?? steps, options.undo?.capture)
    const changes = this.#changes(id, wanted)
    const count = (operation: string) => changes.filter(change => change.operation === operation).length
    const raw = toBytes(changes.map(change => `${change.operation} ${change.name}`).join('\n'))
    return Promise.resolve({
      steps: steps.map((step, index) => ({
        step: step.id, fidelity: 'exact' as const, summary: step.operation, changes: index === 0 ? changes : [], attachments: index === 0 ? [digestOf(raw)] : [],
      })),
      counts: { create: count('create'), update: count('update'), replace: 0, delete: count('delete'), same: this.things(id).size, other: 0 },
      rewrites: Object.keys(notes(steps)).length > 0, unknowns: [], recommendations: [...options.undo?.later ?? []],
      rollback: {
        automatic: true, summary: 'Everything goes back.', steps: changes.map(inverse),
        irreversible: changes.flatMap(({ id: thing, name, irreversible: why }) => (why === undefined ? [] : [{ id: thing, name, why }])),
      },
      binding: { target: id, identity: { cloud: 'tiny' }, digests: this.#digests(id) },
      attachments: [{ attachment: { sha256: digestOf(raw), title: 'raw', mediaType: 'text/plain', bytes: raw.length }, bytes: raw }],
    })
  }

  capture(id: string): Promise<Capture> {
    return Promise.resolve({ digests: { state: this.#digests(id).state ?? '' }, files: [{ name: 'state', bytes: toBytes(this.#text(id)) }, { name: 'files', bytes: toBytes(canonical(this.files(id))) }] })
  }

  async execute(plan: Parameters<Simulator['execute']>[0], id: string, observer: RunObserver, signal: AbortSignal): Promise<Outcome> {
    const approved = plan.bindings.find(binding => binding.target === id)?.digests ?? {}
    const moved = Object.entries(this.#digests(id)).find(([element, digest]) => approved[element] !== digest)
    if (moved) return { kind: 'refused', element: moved[0], summary: `${moved[0]} is another one`, hint: 'Look at the new plan.' }
    const ids = new Set(plan.steps.filter(step => step.target === id).map(step => step.id))
    const changes = plan.simulation.steps.filter(step => ids.has(step.step)).flatMap(step => step.changes)
    observer.mayBegin()
    Object.assign(this.#target(id), { files: { ...this.files(id), ...notes(plan.steps.filter(step => step.target === id)) } })
    for (const change of changes) {
      if (signal.aborted) return { kind: 'stopped', summary: `stopped before ${change.name}`, uncertain: [] }
      const after = change.properties[0]?.after
      const outcome = await this.#call(id, change, after === undefined ? undefined : Number(after), 'forward', observer)
      if (outcome) return outcome
    }
    return { kind: 'succeeded', asSimulated: true, summary: `${changes.length} done`, stateAfter: this.#digests(id).state ?? '' }
  }

  async rollback(
    _plan: unknown, id: string, capture: Capture, begun: readonly RunStep[], observer: RunObserver, signal: AbortSignal,
  ): Promise<Outcome> {
    this.rollbacks.push(id)
    if (this.failsRollback) return { kind: 'failed', summary: 'the tiny cloud is gone', hint: 'Wait for it.', uncertain: [] }
    const before = read(capture)
    Object.assign(this.#target(id), { files: kept(capture, 'files') })
    for (const step of begun.filter(({ state }) => state === 'done').toReversed()) {
      if (signal.aborted) return { kind: 'stopped', summary: `stopped before ${step.name}`, uncertain: [] }
      const value = before.get(step.name)
      const operation = value === undefined ? 'delete' : step.operation === 'delete' ? 'create' : 'update'
      const outcome = await this.#call(id, { ...step, operation }, value, 'rollback', observer)
      if (outcome) return outcome
    }
    return { kind: 'succeeded', asSimulated: true, summary: 'all of it is as before', stateAfter: '' }
  }

  async #call(
    id: string, { operation, name, kind, id: thing }: Pick<RunStep, 'operation' | 'name' | 'kind' | 'id'>, value: number | undefined,
    phase: RunStep['phase'], observer: RunObserver,
  ): Promise<Outcome | undefined> {
    const step = { id: thing, operation, kind, name, phase }
    observer.intent({ ...step, state: 'running' })
    if (this.hanging.has(name)) {
      this.#events.emit('hung')
      await once(this.#events, 'released')
    }
    if (this.uncertain.delete(name)) return { kind: 'failed', summary: 'the line went dead', hint: 'Look.', uncertain: [`${operation} ${name}`] }
    if (this.failing.delete(name)) {
      observer.outcome({ ...step, state: 'failed', detail: 'the tiny cloud said no' })
      return { kind: 'failed', summary: `${name}: the tiny cloud said no`, hint: 'Try again.', uncertain: [] }
    }
    this.calls.push(`${operation} ${name}`)
    if (value === undefined) this.things(id).delete(name)
    else this.things(id).set(name, value)
    observer.outcome({ ...step, state: 'done' })
    for (const line of this.chatter) observer.log(line)
    observer.log(`${operation} ${name}`)
    if (this.meddling.delete(name)) observer.intent({ ...step, id: `${id}/extra`, name: 'extra', operation: 'create', state: 'running' })
    return undefined
  }

  #wanted(id: string, steps: readonly Step[], capture: Capture | undefined): Map<string, number> {
    const wanted = capture ? read(capture) : new Map(this.things(id))
    for (const step of steps) {
      if (step.operation === 'set-config' && !isNote(step.parameters.key)) wanted.set(step.parameters.key, Number(step.parameters.value))
      if (step.operation === 'refresh') for (const [name, value] of this.drifted) wanted.set(name, value)
      if (step.operation === 'remove-config') wanted.delete(step.parameters.key)
    }
    return wanted
  }

  #changes(id: string, wanted: Map<string, number>): Change[] {
    const before = this.things(id)
    return [...new Set([...wanted.keys(), ...before.keys()])].filter(name => wanted.get(name) !== before.get(name)).map((name): Change => {
      const [old, now] = [before.get(name), wanted.get(name)]
      return {
        operation: old === undefined ? 'create' : now === undefined ? 'delete' : 'update', id: `${id}/${name}`, kind: name.startsWith('db') ? 'tiny:Database' : 'tiny:Thing',
        name, dependsOn: [], ...(name.startsWith('guarded') && { protected: true }),
        ...(now === undefined && name.startsWith('db') && { irreversible: 'its rows are nowhere else' }),
        properties: [{ path: 'value', ...(old !== undefined && { before: String(old) }), ...(now !== undefined && { after: String(now) }) }],
      }
    })
  }

  #text(id: string): string { return canonical(Object.fromEntries(this.things(id))) }
  #digests(id: string): Record<string, string> {
    const elements = Object.entries(this.elements).map(([name, value]) => [name, digestOf(value)] as const)
    return { state: digestOf(this.#text(id)), ...Object.fromEntries(elements) }
  }
}

const isNote = (key: string) => key.startsWith('note')
const notes = (steps: readonly Step[]): Readonly<Record<string, number>> => Object.fromEntries(steps.flatMap(step =>
  step.operation === 'set-config' && isNote(step.parameters.key) ? [[step.parameters.key, Number(step.parameters.value)]] : []))

const kept = (capture: Capture, name: string): Record<string, number> =>
  JSON.parse(fromBytes(capture.files.find(file => file.name === name)?.bytes ?? toBytes('{}'))) as Record<string, number>
const read = (capture: Capture): Map<string, number> => new Map(Object.entries(kept(capture, 'state')))

function inverse({ operation, id, kind, name }: Change): RollbackStep {
  const back = operation === 'create' ? 'delete' : operation === 'delete' ? 'create' : 'update'
  return { operation: back, id, kind, name, text: `${name} goes back` }
}
