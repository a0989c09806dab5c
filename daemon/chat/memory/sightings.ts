import type { Drift } from '../../simulator-contract.ts'
import type { Database } from '../needs.ts'
import type { Sighting } from './suggested.ts'

/** Two looks within this count once: asking twice in a row does not make a drift come back. Milliseconds. */
const APART = 3_600_000
const KEPT = 2000

/** Drift that was seen, in the store. */
export class Sightings {
  readonly #database: Database

  constructor(database: Database) { this.#database = database }

  see({ target, changes }: Drift, now: Date): void {
    const since = new Date(now.getTime() - APART).toISOString()
    for (const change of changes.slice(0, 200)) for (const { path } of change.properties.slice(0, 20)) {
      const known = this.#database.get('SELECT 1 AS seen FROM sightings WHERE target = ? AND resource = ? AND path = ? AND at > ?', [target, change.name, path, since])
      if (known === undefined) this.#database.run('INSERT INTO sightings (target, resource, path, at) VALUES (?, ?, ?, ?)', [target, change.name, path, now.toISOString()])
    }
  }

  /** Newest first. */
  list(): Sighting[] { return this.#database.all<Sighting & Record<string, string>>('SELECT target, resource, path, at FROM sightings ORDER BY at DESC LIMIT ?', [KEPT]) }

  forgetAll(): number { return this.#database.all('DELETE FROM sightings RETURNING at').length }
}
