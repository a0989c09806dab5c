import { Counts, PlanDocument, type PlanState, type Risk } from '../../shared/plan.ts'
import { digestOf, fromBytes, parseCanonical } from '../../shared/canonical.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { PlanSummary } from '../../shared/wire.ts'
import type { PlanRequest } from '../contracts.ts'
import type { Database } from './needs.ts'

interface PlanRow {
  id: number, state: PlanState, digest: string | null, title: string, risk: Risk | null, counts: string | null
  created_at: string, expires_at: string, person: string, run: number | null, why: string | null
  superseded_by: number | null, targets: string
}

const columns = `id, state, digest, title, risk, counts, created_at, expires_at, person, run, why, superseded_by,
  (SELECT group_concat(target, ', ') FROM (SELECT target FROM plan_targets WHERE plan = plans.id ORDER BY position)) AS targets`

/** `plan-12` → 12. The wire's schema has checked the form; anything else is no plan of ours. */
export const numberOf = (id: string): number => Number(/^(?:plan|run)-([1-9][0-9]{0,9})$/.exec(id)?.[1] ?? 0)

/** Plans as the store holds them. A draft has no digest yet and is not shown to anybody. */
export class PlanRecords {
  readonly #database: Database

  constructor(database: Database) { this.#database = database }

  /** @returns the new plan's number, in state `drafted` */
  draft(request: PlanRequest, targets: readonly string[], createdAt: string, expiresAt: string): number {
    return this.#database.transaction(() => {
      const row = this.#database.get<{ id: number }>(
        'INSERT INTO plans (state, title, request, created_at, expires_at, person) VALUES (?, ?, ?, ?, ?, ?) RETURNING id',
        ['drafted', request.title, JSON.stringify(request), createdAt, expiresAt, request.asked.person])
      if (row === undefined) throw new CountersignError('plan-state', 'The plan could not be recorded; nothing was changed.', 'Ask again.')
      targets.forEach((target, position) => {
        this.#database.run('INSERT INTO plan_targets (plan, target, position) VALUES (?, ?, ?)', [row.id, target, position])
      })
      return row.id
    })
  }

  attach(plan: number, sha256: string, bytes: Uint8Array): void {
    this.#database.run('INSERT OR IGNORE INTO attachments (plan, sha256, bytes) VALUES (?, ?, ?)', [plan, sha256, bytes])
  }

  attachment(plan: number, sha256: string): Uint8Array | undefined {
    return this.#database.get<{ bytes: Uint8Array }>('SELECT bytes FROM attachments WHERE plan = ? AND sha256 = ?', [plan, sha256])?.bytes
  }

  summary(id: number): PlanSummary | undefined {
    const row = this.#database.get<PlanRow>(`SELECT ${columns} FROM plans WHERE id = ? AND digest IS NOT NULL`, [id])
    return row && summarise(row)
  }

  list(limit: number): PlanSummary[] {
    return this.#database.all<PlanRow>(`SELECT ${columns} FROM plans WHERE digest IS NOT NULL ORDER BY id DESC LIMIT ?`, [limit]).map(summarise)
  }

  bytes(id: number): Uint8Array | undefined {
    return this.#database.get<{ bytes: Uint8Array | null }>('SELECT bytes FROM plans WHERE id = ?', [id])?.bytes ?? undefined
  }

  /**
   * The document, read from the bytes whose digest is D. Throws `plan-damaged` where they are not what was written: a plan is
   * approved and carried out from its bytes, so bytes that changed on the disk are no plan at all.
   */
  document(id: number): PlanDocument {
    const row = this.#database.get<{ bytes: Uint8Array | null, digest: string | null }>('SELECT bytes, digest FROM plans WHERE id = ?', [id])
    if (!row?.bytes || row.digest !== digestOf(row.bytes)) {
      throw new CountersignError('plan-damaged', `The bytes of plan-${id} are not what was written; nothing was changed.`,
        'Ask again for a new plan, and check the store with `countersign audit verify`.')
    }
    return PlanDocument.parse(parseCanonical(fromBytes(row.bytes)))
  }

  request(id: number): PlanRequest | undefined {
    const text = this.#database.get<{ request: string }>('SELECT request FROM plans WHERE id = ?', [id])?.request
    return text === undefined ? undefined : JSON.parse(text) as PlanRequest
  }

  inState(state: PlanState): number[] {
    return this.#database.all<{ id: number }>('SELECT id FROM plans WHERE state = ? ORDER BY id', [state]).map(row => row.id)
  }

  /** How many wait for a code, which of them have waited too long, and when the next one will have. */
  waiting(now: string): { count: number, due: number[], next: string | undefined } {
    const due = this.#database.all<{ id: number }>("SELECT id FROM plans WHERE state = 'awaiting' AND expires_at <= ? ORDER BY id", [now])
    const rest = this.#database.get<{ count: number, next: string | null }>(
      "SELECT count(*) AS count, min(expires_at) AS next FROM plans WHERE state = 'awaiting' AND expires_at > ?", [now])
    return { count: rest?.count ?? 0, due: due.map(row => row.id), next: rest?.next ?? undefined }
  }

  /** Plans that wait for a code and would change one of these targets. */
  awaitingOn(targets: readonly string[], except: number): number[] {
    return this.#database.all<{ plan: number }>(
      `SELECT DISTINCT plan FROM plan_targets JOIN plans ON plans.id = plan
       WHERE plans.state = 'awaiting' AND plan <> ? AND target IN (SELECT value FROM json_each(?)) ORDER BY plan`,
      [except, JSON.stringify(targets)]).map(row => row.plan)
  }

  supersededBy(old: number, by: number): void {
    this.#database.run('UPDATE plans SET superseded_by = ? WHERE id = ? AND superseded_by IS NULL', [by, old])
  }

  explain(id: number, why: string): void {
    this.#database.run('UPDATE plans SET why = ? WHERE id = ?', [why, id])
  }
}

function summarise(row: PlanRow): PlanSummary {
  return {
    id: `plan-${row.id}`, digest: row.digest ?? '', state: row.state, title: row.title, target: row.targets, risk: row.risk ?? 'critical',
    counts: Counts.parse(JSON.parse(row.counts ?? 'null')), createdAt: row.created_at, expiresAt: row.expires_at, person: row.person,
    ...(row.run !== null && { run: `run-${row.run}` }),
    ...(row.why !== null && { why: row.why }),
    ...(row.superseded_by !== null && { supersededBy: `plan-${row.superseded_by}` }),
  }
}
