import MiniSearch from 'minisearch'
import { excerpt } from '../../../shared/excerpt.ts'
import { Step } from '../../../shared/plan.ts'
import { z } from 'zod'
import type { Run } from '../../../shared/wire.ts'
import type { Database } from '../needs.ts'

/** One order and what became of it. */
export interface Memory {
  readonly id: number
  readonly at: string
  readonly person: string
  readonly words: string
  readonly reading: string
  readonly target: string
  readonly steps: readonly Step[]
  readonly plan: string
  readonly run?: string
  readonly state?: string
  readonly seconds?: number
  /** Why it failed, as the run said. */
  readonly why?: string
  /** What the person said instead, when they modified the plan or corrected this. */
  readonly correction?: string
}

interface Row {
  id: number, at: string, person: string, words: string, reading: string, target: string, steps: string, plan: string, run: string | null,
  state: string | null, seconds: number | null, why: string | null, correction: string | null,
}

/** Memories that searching and learning look at; older ones stay in the store. */
const KEPT = 5000

/**
 * What was learned from what happened. It is read when something is explained, estimated or suggested, and never when it is decided whether
 * something may happen: nothing in here makes an approval easier.
 */
export class Memories {
  readonly #database: Database
  readonly #index = new MiniSearch<{ id: number, words: string, reading: string, target: string, why: string }>(
    { fields: ['words', 'reading', 'target', 'why'], searchOptions: { prefix: true, fuzzy: 0.2, boost: { words: 2 } } }
  )

  constructor(database: Database) {
    this.#database = database
    this.#index.addAll(this.list(KEPT).map(indexed))
  }

  /** Remembers an order when its plan is made; how it ends is added later. */
  begin(memory: Omit<Memory, 'id'>): void {
    const row = this.#database.get<{ id: number }>(
      'INSERT INTO memories (at, person, words, reading, target, steps, plan) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (plan) DO NOTHING '
        + 'RETURNING id',
      [memory.at, memory.person, memory.words, memory.reading, memory.target, JSON.stringify(memory.steps), memory.plan])
    if (row) this.#index.add(indexed({ ...memory, id: row.id }))
  }

  /** The run of a remembered plan ended. */
  end(run: Pick<Run, 'id' | 'plan' | 'state' | 'startedAt' | 'endedAt' | 'conclusion'>): void {
    const seconds = run.endedAt === undefined ? null : Math.max(0, (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000)
    this.#database.run(
      'UPDATE memories SET run = ?, state = ?, seconds = ?, why = ? WHERE plan = ?',
      [run.id, run.state, seconds, run.state === 'succeeded' ? null : run.conclusion ?? null, run.plan]
    )
  }

  /** The person said it differently: by modifying the plan, or by correcting what was learned. */
  correct(which: { plan: string } | { id: number }, correction: string): boolean {
    const [column, value] = 'plan' in which ? ['plan', which.plan] as const : ['id', which.id] as const
    return this.#database.get(
      `UPDATE memories SET correction = ? WHERE ${column} = ? RETURNING id`, [excerpt(correction, 2000), value]
    ) !== undefined
  }

  forget(id: number): boolean {
    const row = this.#database.get<{ id: number }>('DELETE FROM memories WHERE id = ? RETURNING id', [id])
    if (row && this.#index.has(row.id)) this.#index.discard(row.id)
    return row !== undefined
  }

  forgetAll(): number {
    const count = this.#database.all('DELETE FROM memories RETURNING id').length
    this.#index.removeAll()
    return count
  }

  /** The target that this person's orders without one came to, if the last three of them agree, with the runs that say so. */
  habit(person: string, isPlaceless: (words: string) => boolean): { target: string, runs: string[] } | undefined {
    const own = this.list(200).filter((memory) => memory.person === person && memory.state === 'succeeded' && isPlaceless(memory.words)).slice(0, 3)
    const [first] = own
    if (own.length < 3 || !first || own.some(({ target }) => target !== first.target)) return undefined
    return { target: first.target, runs: own.flatMap(({ run }) => run ?? []) }
  }

  /** Newest first. */
  list(limit = 50, target?: string): Memory[] {
    const rows = target === undefined
      ? this.#database.all<Row>('SELECT * FROM memories ORDER BY id DESC LIMIT ?', [limit])
      : this.#database.all<Row>('SELECT * FROM memories WHERE target = ? ORDER BY id DESC LIMIT ?', [target, limit])
    return rows.map(memoryOf)
  }

  /** The memories nearest to some words, best first. */
  search(words: string, limit: number): Memory[] {
    return this.#index.search(words.slice(0, 400)).slice(0, limit).flatMap((found) => {
      const row = this.#database.get<Row>('SELECT * FROM memories WHERE id = ?', [Number(found.id)])
      return row === undefined ? [] : [memoryOf(row)]
    })
  }
}

const indexed = ({ id, words, reading, target, why }: Memory) => ({ id, words, reading, target, why: why ?? '' })

function memoryOf({ run, state, seconds, why, correction, steps, ...row }: Row): Memory {
  const parsed = z.array(Step).safeParse(JSON.parse(steps))
  return {
    ...row, steps: parsed.success ? parsed.data : [], ...(run !== null && { run }), ...(state !== null && { state }), ...(
      seconds !== null && { seconds }
    ),
    ...(why !== null && { why }), ...(correction !== null && { correction }),
  }
}
