import { z } from 'zod'
import type { Action } from './calls.ts'
import type { Kind } from './resource.ts'

/**
 * The switches that make real trouble on demand: the next operation that fits fails, waits, is done while its answer is lost, or is done
 * and denied: answered with an error all the same.
 * Each works once. They are how a person rehearses a rollback and how the tests cause what clouds do.
 */
export const fault = z.strictObject({
  mode: z.enum(['fail', 'slow', 'drop', 'deny']),
  kind: z.enum(['sites', 'databases', 'routes', 'any']).default('any'),
  action: z.enum(['create', 'update', 'delete', 'fill', 'any']).default('any'),
  /** The resource's natural name; absent means any. */
  name: z.string().max(120).optional(),
  /** How many operations that fit go through untouched first. */
  skip: z.int().min(0).max(100).default(0),
  /** For `slow`: how long to wait before doing it. */
  milliseconds: z.int().min(0).max(60_000).default(1000),
})
export type Fault = z.infer<typeof fault>

export class Faults {
  #armed: Fault[] = []

  arm(next: Fault): void {
    this.#armed.push(next)
  }

  list(): readonly Fault[] {
    return this.#armed
  }

  clear(): void {
    this.#armed = []
  }

  /** The fault for this operation, used up by the call. */
  take(kind: Kind, action: Action, name: string): Fault | undefined {
    for (const [index, one] of this.#armed.entries()) {
      if (one.kind !== 'any' && one.kind !== kind) continue
      if (one.action !== 'any' && one.action !== action) continue
      if (one.name !== undefined && one.name !== name) continue
      if (one.skip > 0) {
        this.#armed[index] = { ...one, skip: one.skip - 1 }
        continue
      }
      this.#armed.splice(index, 1)
      return one
    }
    return undefined
  }
}
