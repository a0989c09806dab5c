import type { Part } from '../../../shared/wire.ts'
import { planOf } from '../planner/index.ts'
import type { Circumstances } from '../planner/index.ts'
import { paragraph, source, suggestions } from './parts.ts'

const HOW = /^(?:(?:so|and|hey|ok(?:ay)?|please),?\s+)*how (?:do|can|could|would|should|might) (?:i|we|you|one)\s+(.{3,300}?)[\s?.!]*$/i

/** "How do I scale web?": the order as it would be read, for the person to send. undefined where it is no order that could be one here. */
export function howTo(text: string, circumstances: Circumstances): Part[] | undefined {
  const order = HOW.exec(text.trim())?.[1]
  if (order === undefined) return undefined
  const planned = planOf(order, circumstances)
  if (planned.kind !== 'steps' && planned.kind !== 'question') return undefined
  return [
    paragraph('Say it as an order. It becomes a plan first, and nothing changes until you approve it.', planned.kind === 'question' ? ` ${planned.question}` : ''),
    suggestions(...(planned.kind === 'steps' ? [planned.reading] : planned.options.map((option) => option.text)).map((each) => [each, 'a plan first'] as const)),
    source('Read from the settings that are there · no change made'),
  ]
}
