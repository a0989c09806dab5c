import type { z } from 'zod'
import type { Run, RunState, RunStep, RunSummary, StepState } from '../../shared/wire.ts'
import type { Capture } from '../simulator-contract.ts'
import type { Database, Value } from './needs.ts'

export interface RunRow {
  id: number, plan: number, state: RunState, operation: string, started_at: string, ended_at: string | null
  person: string, device: string, via: string, conclusion: string | null, as_simulated: number | null, entry: number | null
  undoes: number | null, undone_by: number | null, settled_by: number | null
  digest: string, title: string, targets: string, captured: number, changed: number
}

interface StepRow {
  target: string, phase: RunStep['phase'], id: string, operation: string, kind: string, name: string, state: z.infer<typeof StepState>,
  detail: string | null, started_at: string | null, ended_at: string | null
}

/** A run's log is read by a person: the newest lines are kept. */
const LOG_LINES = 2000

const columns = `runs.id, runs.plan, runs.state, operation, started_at, ended_at, runs.person, device, via, conclusion, as_simulated, entry, undoes,
  undone_by, settled_by, plans.digest, plans.title,
  (SELECT group_concat(target, ', ') FROM (SELECT target FROM plan_targets WHERE plan = runs.plan ORDER BY position)) AS targets,
  EXISTS (SELECT 1 FROM captures WHERE run = runs.id) AS captured,
  runs.operation <> 'refresh' AND (
    EXISTS (SELECT 1 FROM run_steps WHERE run = runs.id AND phase = 'forward' AND kind <> 'pulumi:lock' AND run_steps.state = 'done'
            AND run_steps.operation NOT IN ('read', 'refresh', 'import', 'forget'))
    -- what was answered with an error and is there all the same; a file or an output that is another one without any step
    OR runs.state = 'rollback-failed'
    OR runs.state = 'succeeded' AND runs.operation NOT IN ('settle', 'set-mode', 'try-code') AND NOT EXISTS (SELECT 1 FROM run_steps WHERE run = runs.id)
  ) AS changed`

/** Runs with their steps, log and captures, as the store holds them. States are written by `transitions.ts` alone. */
export class RunRecords {
  readonly #database: Database

  constructor(database: Database) { this.#database = database }

  row(id: number): RunRow | undefined {
    return this.#database.get<RunRow>(`SELECT ${columns} FROM runs JOIN plans ON plans.id = runs.plan WHERE runs.id = ?`, [id])
  }

  rows(where: string, parameters: readonly Value[]): RunRow[] {
    return this.#database.all<RunRow>(`SELECT ${columns} FROM runs JOIN plans ON plans.id = runs.plan WHERE ${where}`, parameters)
  }

  list(limit: number): RunSummary[] { return this.rows('1 ORDER BY runs.id DESC LIMIT ?', [limit]).map(summarise) }

  /** @param characters of the log, its newest lines: a run travels as one event, and an event has a bound */
  run(id: number, characters = 1_000_000): Run | undefined {
    const row = this.row(id)
    return row && { ...summarise(row), steps: this.steps(id), log: newest(this.log(id), characters) }
  }

  targets(id: number): string[] {
    return this.#database.all<{ target: string }>(
      'SELECT target FROM plan_targets JOIN runs ON runs.plan = plan_targets.plan WHERE runs.id = ? ORDER BY position', [id]).map(row => row.target)
  }

  steps(id: number, target?: string): RunStep[] {
    const rows = target === undefined
      ? this.#database.all<StepRow>('SELECT * FROM run_steps WHERE run = ? ORDER BY position', [id])
      : this.#database.all<StepRow>('SELECT * FROM run_steps WHERE run = ? AND target = ? ORDER BY position', [id, target])
    return rows.map(row => ({
      id: row.id, operation: row.operation, kind: row.kind, name: row.name, state: row.state, phase: row.phase,
      ...(row.detail !== null && { detail: row.detail }),
      ...(row.started_at !== null && { startedAt: row.started_at }),
      ...(row.ended_at !== null && { endedAt: row.ended_at }),
    }))
  }

  putStep(run: number, target: string, step: RunStep): void {
    this.#database.run(
      `INSERT INTO run_steps (run, position, target, phase, id, operation, kind, name, state, detail, started_at, ended_at)
       VALUES (?, (SELECT count(*) + 1 FROM run_steps WHERE run = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (run, phase, id, operation) DO UPDATE SET state = excluded.state, detail = excluded.detail,
         started_at = coalesce(started_at, excluded.started_at), ended_at = excluded.ended_at`,
      [run, run, target, step.phase, step.id, step.operation, step.kind, step.name, step.state,
        step.detail ?? null, step.startedAt ?? null, step.endedAt ?? null])
  }

  /** Steps whose intent is on record without an outcome: nobody knows whether they took place. */
  markUnknown(run: number): RunStep[] {
    this.#database.run("UPDATE run_steps SET state = 'unknown' WHERE run = ? AND state = 'running'", [run])
    return this.steps(run).filter(step => step.state === 'unknown')
  }

  log(run: number): Run['log'] {
    return this.#database.all<Run['log'][number]>(
      'SELECT at, text FROM (SELECT position, at, text FROM run_log WHERE run = ? ORDER BY position DESC LIMIT ?) ORDER BY position', [run, LOG_LINES])
  }

  appendLog(run: number, lines: Run['log']): void {
    const last = this.#database.get<{ last: number }>('SELECT coalesce(max(position), 0) AS last FROM run_log WHERE run = ?', [run])?.last ?? 0
    lines.forEach((line, index) => {
      this.#database.run('INSERT INTO run_log (run, position, at, text) VALUES (?, ?, ?, ?)', [run, last + 1 + index, line.at, line.text])
    })
    this.#database.run('DELETE FROM run_log WHERE run = ? AND position <= ?', [run, last + lines.length - LOG_LINES])
  }

  putCapture(run: number, target: string, capture: Capture): void {
    this.#database.transaction(() => {
      this.#database.run('INSERT INTO captures (run, target, digests) VALUES (?, ?, ?)', [run, target, JSON.stringify(capture.digests)])
      for (const { name, bytes } of capture.files) {
        this.#database.run('INSERT INTO capture_files (run, target, name, bytes) VALUES (?, ?, ?, ?)', [run, target, name, bytes])
      }
    })
  }

  capture(run: number, target: string): Capture | undefined {
    const row = this.#database.get<{ digests: string }>('SELECT digests FROM captures WHERE run = ? AND target = ?', [run, target])
    if (row === undefined) return undefined
    const files = this.#database.all<{ name: string, bytes: Uint8Array }>(
      'SELECT name, bytes FROM capture_files WHERE run = ? AND target = ? ORDER BY name', [run, target])
    return { digests: JSON.parse(row.digests) as Capture['digests'], files }
  }

  /** The run that changes one of these targets right now. */
  busy(targets: readonly string[]): RunRow | undefined {
    return this.rows(`runs.state IN ('running', 'rolling-back') AND EXISTS (
      SELECT 1 FROM plan_targets WHERE plan_targets.plan = runs.plan AND target IN (SELECT value FROM json_each(?))) LIMIT 1`, [JSON.stringify(targets)])[0]
  }

  /** An interrupted run of one of these targets that nobody has settled: what exists there is not known. */
  unsettled(targets: readonly string[]): RunRow | undefined {
    return this.rows(`runs.state = 'interrupted' AND settled_by IS NULL AND operation <> 'set-mode' AND EXISTS (
      SELECT 1 FROM plan_targets WHERE plan_targets.plan = runs.plan AND target IN (SELECT value FROM json_each(?)))
      ORDER BY runs.id DESC LIMIT 1`, [JSON.stringify(targets)])[0]
  }

  /** Later runs of the same targets whose changes are still there: taking `run` back would take back what they did to the same things. */
  later(run: number): RunRow[] {
    return this.rows(`runs.id > ?1 AND undone_by IS NULL AND operation <> 'set-mode' AND runs.state NOT IN ('running', 'rolled-back') AND changed
      AND EXISTS (SELECT 1 FROM plan_targets a JOIN plan_targets b ON a.target = b.target JOIN runs first ON first.plan = b.plan
                  WHERE a.plan = runs.plan AND first.id = ?1) ORDER BY runs.id`, [run])
  }

  /** Seconds that earlier runs of the same operation on the same targets took, newest first. */
  durations(operation: string, targets: string): number[] {
    return this.rows("runs.state = 'succeeded' AND operation = ? AND targets = ? ORDER BY runs.id DESC LIMIT 100", [operation, targets])
      .map(row => (Date.parse(row.ended_at ?? row.started_at) - Date.parse(row.started_at)) / 1000)
  }

  update(run: number, columns: Readonly<Partial<Record<'conclusion' | 'undone_by' | 'settled_by', Value>>>): void {
    for (const [name, value] of Object.entries(columns)) this.#database.run(`UPDATE runs SET ${name} = ? WHERE id = ?`, [value, run])
  }
}

/** An interrupted run is settled first: what it did isn't known yet. */
const undoable = (row: RunRow): boolean =>
  ['succeeded', 'failed', 'stopped', 'rollback-failed'].includes(row.state) || (row.state === 'interrupted' && row.settled_by !== null)

function newest(lines: Run['log'], characters: number): Run['log'] {
  let left = characters
  const from = lines.findLastIndex((line) => {
    left -= line.text.length
    return left < 0
  })
  return lines.slice(from + 1)
}

export function summarise(row: RunRow): RunSummary {
  return {
    id: `run-${row.id}`, plan: `plan-${row.plan}`, digest: row.digest, title: row.title, target: row.targets, state: row.state,
    startedAt: row.started_at, person: row.person,
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.conclusion !== null && { conclusion: row.conclusion }),
    ...(row.as_simulated !== null && { asSimulated: row.as_simulated === 1 }),
    ...(row.entry !== null && { entry: row.entry }),
    ...(row.undone_by !== null && { undoneBy: `run-${row.undone_by}` }),
    ...(row.undoes !== null && { undoes: `run-${row.undoes}` }),
    canUndo: row.undone_by === null && row.operation !== 'set-mode' && undoable(row) && row.captured === 1 && row.changed === 1,
  }
}
