import { clausesOf } from './language/clauses.ts'
import { normalise, sentencesOf, tokenize } from './language/tokens.ts'

/** Cuts a message where a new order, wish or prohibition begins; each piece is the person's own text. At most 50. */
export function splitOrders(text: string): string[] {
  const clean = normalise(text)
  return sentencesOf(tokenize(clean)).flatMap((sentence) => clausesOf(sentence.tokens))
    .map((clause) => clean.slice(clause[0]?.start ?? 0, clause.at(-1)?.end ?? 0).trim()).filter((piece) => piece !== '').slice(0, 50)
}
