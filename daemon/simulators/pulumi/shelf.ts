import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { digestOf } from '../../../shared/canonical.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { packSource, unpackSource } from './source.ts'
import type { Source } from './source.ts'

const deployed = z.strictObject({ state: z.string(), source: z.string() })

const writing = z.strictObject({ path: z.string(), before: z.string(), after: z.string() })
/** A file of a program that we wrote: digests of what was there and of what is there now, empty for none. */
export type Writing = z.infer<typeof writing>

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

  /** Keeps a proposed edit by its digest. */
  putEdit(bytes: Uint8Array): string {
    const digest = digestOf(bytes)
    write(join(this.#folder, `edit-${digest}`), bytes)
    return digest
  }

  /** A kept edit; one that was changed where it lies counts as gone. */
  edit(digest: string): Uint8Array | undefined {
    const file = join(this.#folder, `edit-${digest}`)
    if (!/^[0-9a-f]{64}$/.test(digest) || !existsSync(file)) return undefined
    const bytes = readFileSync(file)
    return digestOf(bytes) === digest ? bytes : undefined
  }

  /** Notes that a person countersigned that an edit be run. */
  sign(digest: string, plan: string): void {
    write(join(this.#folder, `edit-${digest}.signed`), Buffer.from(JSON.stringify({ plan, at: new Date().toISOString() })))
  }

  isSigned(digest: string): boolean {
    return existsSync(join(this.#folder, `edit-${digest}.signed`))
  }

  /** Digests of the edits that may be run, for whoever names one by its beginning. */
  signed(): string[] {
    return readdirSync(this.#folder).flatMap(name => /^edit-([0-9a-f]{64})\.signed$/.exec(name)?.[1] ?? [])
  }

  /** Notes a file that we are about to write into a person's program; the last five hundred are kept. */
  wrote(program: string, note: Writing): void {
    write(this.#writings(program), Buffer.from(JSON.stringify([...this.writings(program), note].slice(-500))))
  }

  /** What we wrote into a program, oldest first. */
  writings(program: string): Writing[] {
    const file = this.#writings(program)
    return existsSync(file) ? z.array(writing).safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? [] : []
  }

  #writings(program: string) {
    return join(this.#folder, `written-${digestOf(program).slice(0, 32)}.json`)
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
