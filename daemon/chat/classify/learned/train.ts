import { readFileSync, writeFileSync } from 'node:fs'
import { examplesOf, labelledOf } from './examples.ts'
import { fit } from './fit.ts'
import { UNIT } from './model.ts'
import { chanceOf } from './variants.ts'
import { weightsFile } from './weights.ts'

// node daemon/chat/classify/learned/train.ts
// Trains the model on the half of the corpus that it may be tuned to, and writes weights.bin. The same corpus and code give the same bytes.
const corpus = new URL('../../../../test/corpora/tuned.tsv', import.meta.url)
const chance = chanceOf(20)
const messages = labelledOf(readFileSync(corpus, 'utf8'))
const orders = messages.filter(({ form, category }) => form === 'order' && category === 'infrastructure')
const examples = messages.flatMap((message) => examplesOf(message, chance, orders))
const dense = fit(examples, { epochs: 8, step: 0.1, hidden: 0.3, seldom: 4 }, chance)
const bytes = weightsFile(dense, UNIT)
writeFileSync(new URL('./weights.bin', import.meta.url), bytes)
console.log(`${examples.length} examples, ${dense.size} features, ${bytes.byteLength} bytes`)
