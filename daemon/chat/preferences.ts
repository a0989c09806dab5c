import { Preferences } from '../../shared/wire.ts'
import type { Database } from './needs.ts'

/** What a person who chose nothing is read by. */
export const usual: Preferences = { reach: 'balanced', role: 'engineer' }

/** How each person wants to be read, in the store. What can't be read any more counts as never chosen. */
export class PersonalPreferences {
  readonly #database: Database

  constructor(database: Database) { this.#database = database }

  of(person: string): Preferences {
    const row = this.#database.get<{ preferences: string }>('SELECT preferences FROM preferences WHERE person = ?', [person])
    return row === undefined ? usual : Preferences.safeParse(JSON.parse(row.preferences)).data ?? usual
  }

  change(person: string, change: Partial<Preferences>): Preferences {
    const next = Preferences.parse({ ...this.of(person), ...change })
    if (Object.keys(change).length > 0) {
      this.#database.run('INSERT INTO preferences (person, preferences) VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET preferences = excluded.preferences',
        [person, JSON.stringify(next)])
    }
    return next
  }
}
