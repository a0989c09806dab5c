import { readCommandLine } from '../command/index.ts'
import { sqlReading } from '../command/sql.ts'
import { readByRules } from '../language/index.ts'
import { normalise, tokenize } from '../language/tokens.ts'
import { featuresOf } from './features.ts'
import type { Example } from './fit.ts'
import { NAMES } from './model.ts'
import type { Chance } from './variants.ts'
import { slip, together, variantsOf } from './variants.ts'
import { effectOf, severityOf } from '../operation.ts'
import type { Operation } from '../operation.ts'

/** A labelled message, as `test/corpora` holds them. */
export interface Labelled { form: string, category: string, effect: string, operations: readonly string[], text: string }

/** A corpus's lines: form, category, effect, operations (with `separator` between), service, target, text. */
export function labelledOf(tsv: string, separator = '/'): Labelled[] {
  return tsv.trim().split('\n').slice(1).map((line) => {
    const [form = '', category = '', effect = '', operation = '', , , ...text] = line.split('\t')
    return { form, category, effect, operations: operation.split(separator), text: normalise(text.join('\t')).trim() }
  })
}

/** The message and what can be made of it. Empty for a command line: those are parsed, and the model never sees them. */
export function examplesOf(message: Labelled, chance: Chance, others: readonly Labelled[] = []): Example[] {
  const own = exampleOf(message)
  if (own === null) return []
  const examples = [own]
  const add = (text: string, change: Partial<Labelled>): void => {
    const found = exampleOf({ ...message, ...change, text })
    if (found !== null) examples.push(found)
  }
  const general = message.category === 'general'
  const addBoth = (other: Labelled): void => {
    const said = together(other.text, message.text, chance)
    if (said === null) return
    const orders = [message, ...said.both ? [other] : []]
    const worst = orders.reduce((a, b) => severity(b) > severity(a) ? b : a)
    // Two reads are read by either.
    const either = severity(worst) === 0 ? orders.flatMap(({ operations }) => operations) : worst.operations
    add(said.text, { effect: effectOf(worst.operations[0] as Operation), operations: either })
  }
  if (message.form === 'order' || general) {
    for (const { text, asks } of variantsOf(message.text, chance)) {
      if (general || asks === 'the same') add(text, {})
      else if (asks === 'what went wrong') add(text, { effect: 'read', operations: ['explain', 'status', 'history'] })
      else add(text, { effect: 'read', operations: [asks === 'what it would do' ? 'simulate' : 'explain'] })
    }
    const other = others[Math.floor(chance() * others.length)]
    if (other && !general && chance() < 0.5) addBoth(other)
  }
  if (chance() < 0.3) {
    const text = slip(message.text, chance)
    if (text !== message.text) add(text, {})
  }
  return examples
}

const severity = ({ operations }: Labelled): number => severityOf(operations[0] as Operation)

export function exampleOf({ category, effect, operations, text }: Labelled): Example | null {
  if (sqlReading(text) !== null || readCommandLine(text) !== null) return null
  const tokens = tokenize(text)
  return {
    features: featuresOf(tokens, readByRules(text)), reading: category === 'general' ? 0 : effect === 'read' ? 1 : 2,
    operations: operations.map((name) => (NAMES as readonly string[]).indexOf(name)),
  }
}
