import { Turn } from '../../shared/wire.ts'
import type { Database } from './needs.ts'

/** What a turn was understood as, kept beside it so that the next message can leave things out. Never shown. */
export interface Understood {
  readonly target: string
  readonly settings: readonly { readonly key: string, readonly value: string | number | boolean }[]
}

/** The conversation, in the store: each turn as the wire shows it, in the order in which it was begun. */
export class Conversation {
  readonly #database: Database

  constructor(database: Database) { this.#database = database }

  /** Writes a new turn and gives it its id; a message that was sent twice is the turn that it already has. */
  begin(turn: Omit<Turn, 'id'>): { turn: Turn, fresh: boolean } {
    return this.#database.transaction(() => {
      const known = this.byMessage(turn.message)
      if (known) return { turn: known, fresh: false }
      const row = this.#database.get<{ id: number }>(
        'INSERT INTO turns (message, at, turn) VALUES (?, ?, ?) RETURNING id', [turn.message, turn.at, '{}']
      )
      const full: Turn = { ...turn, id: `turn-${row?.id ?? 0}` }
      this.keep(full)
      return { turn: full, fresh: true }
    })
  }

  keep(turn: Turn, understood?: Understood): void {
    if (understood === undefined) this.#database.run('UPDATE turns SET turn = ? WHERE id = ?', [JSON.stringify(turn), numberOf(turn.id)])
    else this.#database.run(
      'UPDATE turns SET turn = ?, understood = ? WHERE id = ?', [JSON.stringify(turn), JSON.stringify(understood), numberOf(turn.id)]
    )
  }

  byMessage(message: string): Turn | undefined {
    return read(this.#database.get<{ turn: string }>('SELECT turn FROM turns WHERE message = ?', [message]))
  }

  turn(id: string): Turn | undefined {
    return read(this.#database.get<{ turn: string }>('SELECT turn FROM turns WHERE id = ?', [numberOf(id)]))
  }

  /** At most `limit` turns before that one, oldest first. */
  before(id: string | undefined, limit: number): Turn[] {
    const rows = this.#database.all<{ turn: string }>(
      'SELECT turn FROM turns WHERE id < ? ORDER BY id DESC LIMIT ?', [id === undefined ? Number.MAX_SAFE_INTEGER : numberOf(id), limit]
    )
    return rows.map(read).filter((turn) => turn !== undefined).reverse()
  }

  /** What the newest turns of this person on this device were understood as, newest first. */
  understood(limit = 5): Understood[] {
    return this.#database.all<{ understood: string }>(
      'SELECT understood FROM turns WHERE understood IS NOT NULL ORDER BY id DESC LIMIT ?', [limit]
    )
      .map((row) => JSON.parse(row.understood) as Understood)
  }

  /** Turns that were being worked on when an earlier daemon ended: nobody will finish them. */
  abandoned(): Turn[] {
    return this.#database.all<{ turn: string }>(
      'SELECT turn FROM turns WHERE json_extract(turn, \'$.state\') = \'working\' ORDER BY id'
    ).map(read).filter((turn) => turn !== undefined)
  }
}

const read = (
  row: { turn: string } | undefined
): Turn | undefined => row === undefined ? undefined : Turn.safeParse(JSON.parse(row.turn)).data
const numberOf = (id: string): number => Number(id.slice(id.indexOf('-') + 1))
