import { readCommandLine } from './command/index.ts'
import { sqlReading } from './command/sql.ts'
import { effectOf } from './operation.ts'
import type { Classification, ClassifyContext, Reading } from './classification.ts'
import { readLanguage } from './language/index.ts'
import { normalise } from './language/tokens.ts'

export type { Classification, ClassifyContext, Parameters } from './classification.ts'
export { OPERATIONS, effectOf } from './operation.ts'
export type { Effect, Operation } from './operation.ts'
export { SERVICES } from './service.ts'
export type { Service } from './service.ts'

/**
 * Reads what a message asks for: deterministic, offline, with no state. It never throws, and its time is bounded for any text (longer
 * than 10,000
 * characters is cut). A command line is read as a command; anything else as language.
 *
 * @example classify('scale the shop to 3 replicas') // { effect: 'change', operation: 'scale', target: 'shop', parameters: { replicas: 3
 * }, … }
 */
export function classify(text: string, context: ClassifyContext = {}): Classification {
  const clean = normalise(text).trim()
  const line = unfence(clean)
  const command = sqlReading(line) ?? readCommandLine(line)
  if (command) return classification('infrastructure', command)
  const { category, ...found } = readLanguage(clean, context)
  return classification(category, found)
}

function classification(
  category: Classification['category'], { operation, service, target, parameters, confidence }: Reading
): Classification {
  const effect = effectOf(operation)
  return {
    category, effect, operation, service, target, parameters, confidence: Math.round(confidence * 100) / 100,
    requiresApproval: effect === 'change',
  }
}

/** A command in a code fence or in backquotes is the command. */
function unfence(text: string): string {
  const fence = /^```[a-z]{0,12}\n?([\s\S]*?)\n?```$/.exec(text) ?? /^`([^`]*)`$/.exec(text)
  return fence ? (fence[1] ?? '').trim() : text
}
