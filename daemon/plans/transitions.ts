import type { PlanState } from '../../shared/plan.ts'
import type { RunState } from '../../shared/wire.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { Audit, Database, Entry, Value } from './needs.ts'

/**
 * Every way that a plan may go, and every way that a run may go. There is no other: a state is written by this file alone, each time in
 * one transaction with its audit entry, and the store itself refuses `running` for a plan without an approval on record.
 */
export const planTransitions: Readonly<Record<PlanState, readonly PlanState[]>> = {
  'drafted': ['simulated', 'rejected', 'expired'],
  'simulated': ['awaiting', 'rejected', 'expired'],
  'awaiting': ['approved', 'rejected', 'expired', 'superseded'],
  // the code is used up: from here a plan runs, or the daemon died before it could
  'approved': ['running', 'expired'],
  // `superseded`: the world had moved, nothing was changed
  'running': ['succeeded', 'failed', 'stopped', 'interrupted', 'superseded'],
  'failed': ['rolling-back'],
  'rolling-back': ['rolled-back', 'rollback-failed', 'interrupted'],
  'succeeded': [],
  'rolled-back': [],
  'rollback-failed': [],
  'rejected': [],
  'expired': [],
  'superseded': [],
  'interrupted': [],
  'stopped': [],
}

export const runTransitions: Readonly<Record<RunState, readonly RunState[]>> = {
  'running': ['succeeded', 'failed', 'stopped', 'interrupted'],
  'failed': ['rolling-back'],
  'rolling-back': ['rolled-back', 'rollback-failed', 'interrupted'],
  'succeeded': [],
  'rolled-back': [],
  'rollback-failed': [],
  'interrupted': [],
  'stopped': [],
}

/** Columns that change together with the state; their names are this room's own words, never input. */
type Columns = Readonly<Record<string, Value>>

/** Moves plans and runs along the tables above. Throws `plan-state` or `run-state` on any other move, with nothing changed. */
export class Transitions {
  readonly #database: Database
  readonly #audit: Audit

  constructor(database: Database, audit: Audit) {
    this.#database = database
    this.#audit = audit
  }

  /** @returns the sequence of the audit entry */
  plan(id: number, to: PlanState, entry: Entry, columns: Columns = {}): number {
    return this.#database.transaction(() => {
      const from = this.#database.get<{ state: PlanState }>('SELECT state FROM plans WHERE id = ?', [id])?.state
      if (from === undefined || !planTransitions[from].includes(to)) {
        throw new CountersignError('plan-state', `plan-${id} is ${from ?? 'unknown'} and can't become ${to}; nothing was changed.`,
          'Look at it with `countersign plans`, or ask again for a new plan.')
      }
      this.#write('plans', id, to, columns)
      return this.#audit.append(entry).sequence
    })
  }

  /**
   * The one way to `running`: an approved plan and its new run, together.
   * @param entry the audit entry, once the run's number is known
   * @returns the number of the run
   */
  begin(plan: number, columns: Columns, entry: (run: number) => Entry): number {
    return this.#database.transaction(() => {
      const state = this.#database.get<{ state: PlanState }>('SELECT state FROM plans WHERE id = ?', [plan])?.state
      if (state === undefined || !planTransitions[state].includes('running')) {
        throw new CountersignError('plan-state', `plan-${plan} is ${state ?? 'unknown'} and can't run; nothing was changed.`, 'Ask again for a new plan.')
      }
      this.#write('plans', plan, 'running', {})
      const names = ['plan', 'state', ...Object.keys(columns)]
      const run = this.#database.get<{ id: number }>(
        `INSERT INTO runs (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) RETURNING id`,
        [plan, 'running', ...Object.values(columns)])
      if (run === undefined) throw new CountersignError('run-state', 'The run could not be recorded; nothing was changed.', 'Ask again for a new plan.')
      this.#database.run('UPDATE plans SET run = ? WHERE id = ?', [run.id, plan])
      this.#audit.append(entry(run.id))
      return run.id
    })
  }

  /** Moves a run and its plan together; `planTo` where the plan's end has another name. */
  run(id: number, to: RunState, entry: Entry, columns: Columns = {}, planTo: PlanState = to): number {
    return this.#database.transaction(() => {
      const row = this.#database.get<{ state: RunState, plan: number, plan_state: PlanState }>(
        'SELECT runs.state, runs.plan, plans.state AS plan_state FROM runs JOIN plans ON plans.id = runs.plan WHERE runs.id = ?', [id])
      if (row === undefined || !runTransitions[row.state].includes(to) || !planTransitions[row.plan_state].includes(planTo)) {
        throw new CountersignError('run-state', `run-${id} is ${row?.state ?? 'unknown'} and can't become ${to}; nothing was changed.`,
          'Look at it with `countersign runs`.')
      }
      this.#write('plans', row.plan, planTo, {})
      const { sequence } = this.#audit.append(entry)
      this.#write('runs', id, to, { ...columns, entry: sequence })
      return sequence
    })
  }

  #write(table: 'plans' | 'runs', id: number, state: string, columns: Columns): void {
    const names = Object.keys(columns)
    this.#database.run(`UPDATE ${table} SET state = ?${names.map(name => `, ${name} = ?`).join('')} WHERE id = ?`,
      [state, ...names.map(name => columns[name] ?? null), id])
  }
}
