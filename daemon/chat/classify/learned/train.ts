import { writeFileSync } from 'node:fs'
import { examplesOf } from './examples.ts'
import { fit } from './fit.ts'
import { learnedFrom, messagesToLearn, ordersAmong } from './learned-from.ts'
import { OUTPUTS, UNIT } from './model.ts'
import { chanceOf } from './variants.ts'
import { weightsFile } from './weights.ts'

// node daemon/chat/classify/learned/train.ts
// Trains the model on the half of the corpus that it may be tuned to, and writes weights.bin. The same corpus and code give the same bytes.
const messages = messagesToLearn()
const orders = ordersAmong(messages)

/** Each begins with variants of its own; the mean of what they learn depends less on which ones. */
const SEEDS = [20, 21, 22, 23, 24, 25]
const mean = new Map<number, Float32Array>()
for (const seed of SEEDS) {
  const chance = chanceOf(seed)
  const examples = messages.flatMap((message) => examplesOf(message, chance, orders))
  for (const [feature, row] of fit(examples, { epochs: 8, step: 0.1, hidden: 0.3, seldom: 2 }, chance)) {
    const sum = mean.get(feature) ?? new Float32Array(OUTPUTS)
    row.forEach((weight, output) => { sum[output] = (sum[output] ?? 0) + weight / SEEDS.length })
    mean.set(feature, sum)
  }
  console.log(`seed ${seed}: ${examples.length} examples`)
}
const bytes = weightsFile(mean, UNIT, learnedFrom(messages))
writeFileSync(new URL('./weights.bin', import.meta.url), bytes)
console.log(`${mean.size} features, ${bytes.byteLength} bytes`)
