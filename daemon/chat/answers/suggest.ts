import type { Part } from '../../../shared/wire.ts'
import type { Landscape } from '../landscape.ts'
import { suggested } from '../memory/suggested.ts'
import type { Needs } from '../needs.ts'
import { paragraph, said, source, span, suggestions } from './parts.ts'

/** Questions for what would be worth doing. */
export const SUGGEST = /^(?:(?:so|and|hey|ok(?:ay)?),?\s+)*(?:what (?:do|would|can|should) (?:you|i|we) (?:suggest|recommend|improve)|(?:do you have |any |some )?(?:suggestions?|recommendations?)\b(?!.*\bfor the (?:text|banner|content)\b)|what (?:could|should) be (?:better|improved)|suggest (?:something|improvements?))/i

/** What memory and inventory suggest, each with the runs or facts that say so, and as an order that the person may send. */
export function whatISuggest(landscape: Landscape, needs: Needs): Part[] {
  const found = suggested(needs.memory?.list(2000) ?? [], landscape, needs.sightings?.list() ?? [])
  if (found.length === 0) return [paragraph('Nothing: what I remember and what is there give no reason to change anything.'), source('From memory and the state · no change made')]
  return [
    { kind: 'list', items: found.map(({ text, runs }) => [span(`${said(text, 500)}.`), ...runs.flatMap((run) => [span(' '), span(run, { to: run })])]) },
    suggestions(...found.map(({ order }) => [order, 'nothing changes until you approve it'] as const)),
    source('From memory and the state · no change made'),
  ]
}
