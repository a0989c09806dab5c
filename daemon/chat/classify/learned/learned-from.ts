import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { exampleOf, examplesOf, labelledOf } from './examples.ts'
import type { Labelled } from './examples.ts'
import type { Example } from './fit.ts'
import { chanceOf } from './variants.ts'

/** The halves of the corpora that the model may learn from. */
export const messagesToLearn = (): Labelled[] => ['tuned', 'border-tuned']
  .flatMap((name) => labelledOf(readFileSync(new URL(`../../../../test/corpora/${name}.tsv`, import.meta.url), 'utf8')))

/** The orders among them, of which two are put together in one message. */
export const ordersAmong = (messages: readonly Labelled[]): Labelled[] =>
  messages.filter(({ form, category }) => form === 'order' && category === 'infrastructure')

/** Variants of one message in this many are part of the digest: enough to notice a rule that only they meet, in a second. */
const ONE_IN = 8

/**
 * A digest of what the model learns from: what it sees of each message of the corpus, which changes with the corpus, the rules, the word
 * lists and the features, and how it is trained. A comment or a name that changes nothing of that leaves it as it is.
 *
 * @returns SHA-256 in hex
 */
export function learnedFrom(messages: readonly Labelled[]): string {
  const hash = createHash('sha256')
  const add = (example: Example | null): void => {
    if (example !== null) hash.update(`${example.reading} ${example.operations.join(',')} ${[...example.features].sort((a, b) => a - b).join(' ')}\n`)
  }
  const chance = chanceOf(1)
  const orders = ordersAmong(messages)
  messages.forEach((message, i) => { if (i % ONE_IN === 0) examplesOf(message, chance, orders).forEach(add); else add(exampleOf(message)) })
  for (const name of ['train.ts', 'fit.ts', 'variants.ts']) hash.update(readFileSync(new URL(name, import.meta.url)))
  return hash.digest('hex')
}
