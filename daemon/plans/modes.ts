import type { Mode, Step, Target } from '../../shared/plan.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { Actor } from '../contracts.ts'
import type { Simulator } from '../simulator-contract.ts'
import { recorded, timestamp, type Audit, type Clock, type Database } from './needs.ts'

/**
 * How much a mode allows. `production` allows the same operations as `dev` under stricter rules, so going from it to `dev` is a raise:
 * whoever could do that without a code could take the rules away.
 */
const permits: Readonly<Record<Mode, number>> = { 'read-only': 0, 'production': 1, 'dev': 2 }

/** Whose approval raises a mode: it goes on the record with it. */
export interface Approver { readonly plan: string, readonly digest: string, readonly person: string, readonly device: string }

/** The mode of each target: what the daemon stored, else what its configuration says. Never a model's, a page's or a client's word. */
export class Modes {
  readonly #database: Database
  readonly #audit: Audit
  readonly #clock: Clock
  readonly #simulators: readonly Simulator[]

  constructor(database: Database, audit: Audit, clock: Clock, simulators: readonly Simulator[]) {
    this.#database = database
    this.#audit = audit
    this.#clock = clock
    this.#simulators = simulators
  }

  targets(): Target[] {
    const configured = this.#simulators.flatMap(simulator => simulator.targets())
    return configured.map(target => ({ ...target, mode: this.#stored(target.id) ?? target.mode }))
  }

  /** Throws `target-unknown`, naming the targets that there are. */
  target(id: string): Target {
    const targets = this.targets()
    const target = targets.find(each => each.id === id)
    if (target) return target
    throw new CountersignError('target-unknown', `There is no target ${id}; nothing was changed.`,
      targets.length > 0 ? `There are: ${targets.map(each => each.id).slice(0, 10).join(', ')}.` : 'Add a project to countersign.yaml.')
  }

  of(id: string): Mode | undefined { return this.targets().find(target => target.id === id)?.mode }

  /** What allows less happens at once; what allows more is a plan, and these are its steps. */
  change(id: string, mode: Mode, actor: Actor): { changed: true } | { steps: Step[], title: string } {
    const target = this.target(id)
    if (permits[mode] > permits[target.mode]) {
      return {
        title: `Let ${target.title} be changed: ${target.mode} → ${mode}`,
        steps: [{ id: 'step-1', service: 'countersign', operation: 'set-mode', target: id, parameters: { mode }, dependsOn: [] }],
      }
    }
    if (mode !== target.mode) {
      this.#database.transaction(() => {
        this.#write(id, mode, actor.person)
        this.#audit.append({ kind: 'mode.lowered', actor: recorded(actor), fields: { target: id, before: target.mode, after: mode } })
      })
    }
    return { changed: true }
  }

  /** Inside a countersigned run only: `mode-simulator.ts` is its one caller. */
  raise(id: string, mode: Mode, by: Approver): void {
    this.#database.transaction(() => {
      const before = this.target(id).mode
      this.#write(id, mode, by.person)
      this.#audit.append({
        kind: 'mode.raised', actor: { person: by.person, device: by.device, via: 'daemon' }, plan: by.plan, digest: by.digest,
        fields: { target: id, before, after: mode },
      })
    })
  }

  #stored(id: string): Mode | undefined {
    return this.#database.get<{ mode: Mode }>('SELECT mode FROM modes WHERE target = ?', [id])?.mode
  }

  #write(id: string, mode: Mode, person: string): void {
    this.#database.run(
      `INSERT INTO modes (target, mode, changed_at, person) VALUES (?, ?, ?, ?)
       ON CONFLICT (target) DO UPDATE SET mode = excluded.mode, changed_at = excluded.changed_at, person = excluded.person`,
      [id, mode, timestamp(this.#clock.now()), person])
  }
}
