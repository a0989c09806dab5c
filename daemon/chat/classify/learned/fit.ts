import { NAMES, OUTPUTS, READINGS, softmax } from './model.ts'
import type { Chance } from './variants.ts'

/** One message with what it should be read as. Any of the operations is right. */
export interface Example { features: ReadonlySet<number>, reading: number, operations: readonly number[] }

export interface Effort {
  /** How often each example is seen. */
  epochs: number
  /** Step width (AdaGrad). */
  step: number
  /** Part of the features that is hidden each time, so that no single one is relied on. */
  hidden: number
  /** A feature that fewer messages have than this is not learned. */
  seldom: number
}

/** A whole's operation matters little where it is conversation. */
const CHAT_WEIGHT = 0.2

/** Multinomial logistic regression, twice over the same features, by AdaGrad in a fixed order: the same examples give the same weights. */
export function fit(
  examples: readonly Example[], { epochs, step, hidden, seldom }: Effort, chance: Chance
): Map<number, Float32Array> {
  const counts = new Map<number, number>()
  for (const { features } of examples) for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  const rows = new Map<number, number>()
  for (const [feature, count] of counts) if (count >= seldom) rows.set(feature, rows.size)
  const weights = new Float32Array(rows.size * OUTPUTS)
  const squares = new Float32Array(rows.size * OUTPUTS).fill(1)
  const rowsOf = (features: ReadonlySet<number>): number[] =>
    [...features].map((feature) => rows.get(feature) ?? -1).filter((row) => row >= 0)
  const known = examples.map(({ features }) => rowsOf(features))
  const order = examples.map((_, i) => i)
  const scores = new Float64Array(OUTPUTS)
  const slope = new Float64Array(OUTPUTS)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, chance)
    for (const i of order) {
      const seen = (known[i] ?? []).filter(() => chance() >= hidden)
      scores.fill(0)
      for (const row of seen) {
        for (let k = 0, at = row * OUTPUTS; k < OUTPUTS; k++, at++) scores[k] = (scores[k] ?? 0) + (weights[at] ?? 0)
      }
      slopeOf(examples[i], scores, slope)
      for (const row of seen) {
        for (let k = 0, at = row * OUTPUTS; k < OUTPUTS; k++, at++) {
          const pull = slope[k] ?? 0
          squares[at] = (squares[at] ?? 0) + pull * pull
          weights[at] = (weights[at] ?? 0) - step * pull / Math.sqrt(squares[at] ?? 1)
        }
      }
    }
  }
  return new Map([...rows].map(([feature, row]) => [feature, weights.slice(row * OUTPUTS, (row + 1) * OUTPUTS)]))
}

function shuffle(order: number[], chance: Chance): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(chance() * (i + 1))
    const kept = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = kept
  }
}

/** The gradient of the log loss; where several operations are right, the loss is of all of them together. */
function slopeOf(example: Example | undefined, scores: Float64Array, slope: Float64Array): void {
  if (!example) return
  const readings = softmax(scores.subarray(0, READINGS.length))
  const operations = softmax(scores.subarray(READINGS.length))
  for (let k = 0; k < READINGS.length; k++) slope[k] = (readings[k] ?? 0) - (k === example.reading ? 1 : 0)
  const right = example.operations.reduce((sum, k) => sum + (operations[k] ?? 0), 0) || 1
  const weight = example.reading === 0 ? CHAT_WEIGHT : 1
  for (let k = 0; k < NAMES.length; k++) {
    const p = operations[k] ?? 0
    slope[READINGS.length + k] = weight * (p - (example.operations.includes(k) ? p / right : 0))
  }
}
