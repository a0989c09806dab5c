import { excerpt } from '../../../shared/excerpt.ts'
import type { LearnedName } from '../optimize/index.ts'
import type { Database } from '../needs.ts'

/** Names that people here use, in the store: what is said, what it means, and who taught it when. One meaning for one name, the last. */
export class Names {
  readonly #database: Database

  constructor(database: Database) { this.#database = database }

  list(): LearnedName[] {
    return this.#database.all<{ id: number, at: string, person: string, said: string, meant: string, how: string }>(
      'SELECT id, at, person, said, meant, how FROM learned_names ORDER BY id DESC LIMIT 500',
    )
  }

  /** Learns that one word or phrase means a thing that exists. */
  teach(name: Omit<LearnedName, 'id'>): LearnedName {
    const said = excerpt(name.said.trim().toLowerCase().replace(/^the\s+/, ''), 60)
    const row = this.#database.get<{ id: number }>(
      'INSERT INTO learned_names (at, person, said, meant, how) VALUES (?, ?, ?, ?, ?) ON CONFLICT (said) DO UPDATE SET '
        + 'at = excluded.at, person = excluded.person, meant = excluded.meant, how = excluded.how RETURNING id',
      [name.at, name.person, said, name.meant, name.how])
    return { ...name, said, id: row?.id ?? 0 }
  }

  forget(id: number): boolean {
    return this.#database.get('DELETE FROM learned_names WHERE id = ? RETURNING id', [id]) !== undefined
  }

  forgetAll(): number { return this.#database.all('DELETE FROM learned_names RETURNING id').length }
}
