import type { ClassifyContext, Parameters } from '../classification.ts'
import { effectOf } from '../operation.ts'
import type { Operation } from '../operation.ts'
import type { Service } from '../service.ts'
import { serviceOfProvider, serviceOfWords } from '../service.ts'
import type { ClauseReading } from './clause.ts'
import { parametersOf } from './parameters.ts'
import { targetOf } from './target.ts'
import type { Token } from './tokens.ts'

export interface Subject { service: Service, target: string | null, parameters: Parameters }

/** What a message is about: the service, the thing that is named (else its kind, else where it is), and the values. */
export function subjectOf(chosen: ClauseReading | null, operation: Operation, tokens: readonly Token[], context: ClassifyContext): Subject {
  const names = new Set(context.names?.map((name) => name.toLowerCase()))
  const change = effectOf(operation) === 'change'
  const object = chosen !== null && chosen.object.length > 0 ? chosen.object : tokens
  const inObject = targetOf(object, names, !change && chosen?.confidence !== 0.9)
  // "set the timeout to 20 s on mysql-eu": what is set is in the object, what it is set on may stand behind the value.
  const target = operation === 'set-config' && inObject.name === null ? { ...inObject, name: targetOf(tokens, names).name } : inObject
  const parameters = parametersOf(tokens)
  if (target.kind !== null) parameters.kind ??= target.kind
  if (target.environment !== null) parameters.environment ??= target.environment
  const previous = context.previous?.at(-1)
  let name = target.name ?? (target.kind !== null && target.kind !== target.environment ? target.kind : null)
  if (target.name === null && target.pronoun) name = context.page?.id ?? previous?.target ?? name
  name ??= target.environment
  const own = serviceOfWords(tokens.filter((token) => !token.mark).map((token) => token.lower))
  const service = own !== 'generic' ? own : serviceOfProvider(context.page?.provider) ?? previous?.service ?? 'generic'
  return { service, target: name, parameters }
}
