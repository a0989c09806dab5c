import { OPERATIONS } from '../operation.ts'
import type { Operation } from '../operation.ts'

/** What a message can be as a whole. The order is the one of the weights. */
export const READINGS = ['general', 'read', 'change'] as const
export type WholeReading = (typeof READINGS)[number]
export const NAMES = Object.keys(OPERATIONS) as readonly Operation[]
/** The outputs of the model: the readings first, then the operations. */
export const OUTPUTS = READINGS.length + NAMES.length

/**
 * Two linear classifiers over the same features: what the message is, and which operation. Sparse: most features say something about a
 * few outputs only.
 */
export interface Model {
  rows: Rows
  /** Where each row's entries begin; one more than there are rows. */
  starts: Uint32Array
  outputs: Uint8Array
  /** In 64ths. */
  weights: Int8Array
}

/** Row of each feature's hash: an open table, twice as fast as a Map for this. A row of -1 is a free place. */
export interface Rows { hashes: Uint32Array, rows: Int32Array }

/** @param hashes each feature's, in the order of the rows */
export function rowsOf(hashes: readonly number[]): Rows {
  let size = 16
  while (size < hashes.length * 3) size *= 2
  const table: Rows = { hashes: new Uint32Array(size), rows: new Int32Array(size).fill(-1) }
  hashes.forEach((hash, row) => {
    let at = hash & (size - 1)
    while (table.rows[at] !== -1) at = (at + 1) & (size - 1)
    table.hashes[at] = hash
    table.rows[at] = row
  })
  return table
}

export function rowOf({ hashes, rows }: Rows, hash: number): number {
  const last = rows.length - 1
  for (let at = hash & last; ; at = (at + 1) & last) {
    const row = rows[at] ?? -1
    if (row === -1 || hashes[at] === hash) return row
  }
}

export const UNIT = 64

/** Probabilities, each array summing to one. */
export interface Prediction { readings: Float64Array, operations: Float64Array }

export function predict({ rows, starts, outputs, weights }: Model, features: Iterable<number>): Prediction {
  const scores = new Float64Array(OUTPUTS)
  for (const feature of features) {
    const row = rowOf(rows, feature)
    if (row < 0) continue
    const end = starts[row + 1] ?? 0
    for (let i = starts[row] ?? 0; i < end; i++) {
      const output = outputs[i] ?? 0
      scores[output] = (scores[output] ?? 0) + (weights[i] ?? 0) / UNIT
    }
  }
  return { readings: softmax(scores.subarray(0, READINGS.length)), operations: softmax(scores.subarray(READINGS.length)) }
}

/** In place. */
export function softmax(scores: Float64Array): Float64Array {
  let highest = -Infinity
  for (const score of scores) if (score > highest) highest = score
  let sum = 0
  for (let i = 0; i < scores.length; i++) { scores[i] = Math.exp((scores[i] ?? 0) - highest); sum += scores[i] ?? 0 }
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] ?? 0) / sum
  return scores
}
