import { CountersignError } from '../../shared/errors.ts'
import { timestamp, type Audit, type Clock, type Database } from './needs.ts'

/**
 * Wrong codes over all plans and devices since the operator last opened approving. At three tries a plan alone, a stolen device key
 * would find a code by proposing for some hours: at ten wrong codes its chance is one in a hundred thousand, and then it is over.
 */
const WRONG_CODES = 10

/** Whether approving is open. In the store: a restart must not give ten new guesses. */
export class Approving {
  readonly #database: Database
  readonly #audit: Audit
  readonly #clock: Clock

  constructor(database: Database, audit: Audit, clock: Clock) {
    this.#database = database
    this.#audit = audit
    this.#clock = clock
  }

  get state(): 'open' | 'closed' {
    return this.#row().closed_at === null ? 'open' : 'closed'
  }

  /** Throws `approving-closed`. */
  demandOpen(): void {
    if (this.state === 'open') return
    throw new CountersignError('approving-closed', `Approving is closed after ${WRONG_CODES} wrong codes; nothing was changed.`,
      'Whoever is at the terminal of the daemon opens it again there: `countersign approving open`.')
  }

  /** Inside the transaction that records the wrong code. @returns whether approving is closed now */
  countWrong(actor: { person: string, device: string, via: string }): boolean {
    const wrong = this.#row().wrong_codes + 1
    const closes = wrong >= WRONG_CODES
    this.#database.run('UPDATE approving SET wrong_codes = ?, closed_at = ?', [wrong, closes ? timestamp(this.#clock.now()) : null])
    if (closes) this.#audit.append({ kind: 'approving.closed', actor, fields: { wrongCodes: wrong } })
    return closes
  }

  /** By the operator, at the terminal. */
  open(): void {
    this.#database.transaction(() => {
      const { wrong_codes } = this.#row()
      this.#database.run('UPDATE approving SET wrong_codes = 0, closed_at = NULL')
      this.#audit.append({ kind: 'approving.opened', actor: { person: 'operator', device: 'terminal', via: 'terminal' }, fields: { wrongCodes: wrong_codes } })
    })
  }

  #row(): { wrong_codes: number, closed_at: string | null } {
    return this.#database.get<{ wrong_codes: number, closed_at: string | null }>('SELECT wrong_codes, closed_at FROM approving')
      // without its row the guard is broken, and a broken guard is a closed one
      ?? { wrong_codes: WRONG_CODES, closed_at: timestamp(0) }
  }
}
