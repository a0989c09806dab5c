import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { digestOf } from '../../../shared/canonical.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { packSource, unpackSource } from './source.ts'
import type { Source } from './source.ts'

const deployed = z.strictObject({ state: z.string(), source: z.string() })

/**
 * Sources by their digest, and which one each stack was last deployed from. A plan that takes something back is bound to a digest on
 * this shelf; what is fetched by it is hashed again, so the shelf itself need not be trusted.
 */
export class Shelf {
  readonly #folder: string

  constructor(home: string) {
    this.#folder = join(home, 'sources')
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  put(source: Source): string {
    const bytes = packSource(source)
    const digest = digestOf(bytes)
    const file = join(this.#folder, digest)
    if (!existsSync(file)) write(file, bytes)
    return digest
  }

  /** @throws CountersignError `source-missing`, `source-damaged` */
  get(digest: string): Source {
    const file = join(this.#folder, digest)
    if (!existsSync(file)) throw new CountersignError('source-missing', 'The earlier program is no longer kept; nothing was changed.', 'Plan it anew.')
    const bytes = readFileSync(file)
    if (digestOf(bytes) !== digest) throw new CountersignError('source-damaged', 'The earlier program was changed where it is kept; nothing was changed.', 'Plan it anew.')
    return unpackSource(bytes)
  }

  /** Remembers that the state with this digest is what this source made. */
  deployed(target: string, state: string, source: Source): void {
    write(this.#record(target), Buffer.from(JSON.stringify({ state, source: this.put(source) })))
  }

  /** The source that made this state; `undefined` where it was made by somebody else, or has moved since. */
  madeBy(target: string, state: string): Source | undefined {
    const file = this.#record(target)
    if (!existsSync(file)) return undefined
    const parsed = deployed.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success && parsed.data.state === state ? this.get(parsed.data.source) : undefined
  }

  #record(target: string) {
    return join(this.#folder, `deployed-${digestOf(target).slice(0, 32)}.json`)
  }
}

function write(file: string, bytes: Uint8Array) {
  const fresh = `${file}.next`
  writeFileSync(fresh, bytes, { mode: 0o600 })
  renameSync(fresh, file)
}
