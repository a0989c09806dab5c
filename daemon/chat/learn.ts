import type { Part } from '../../shared/wire.ts'
import { paragraph, said, source, strong } from './answers/parts.ts'
import type { Landscape } from './landscape.ts'
import { taughtByChoice, teaching } from './memory/teaching.ts'
import type { Needs } from './needs.ts'
import type { Heard } from './reply.ts'

/**
 * Learns names: what the person says outright ("when I say the till, I mean cart") is answered, what their answer to a question back shows
 * is only noted. Only the person's own words teach, and only names of things that exist can be learned.
 */
export function learn({ message, actor, before, turn }: Heard, landscape: Landscape, needs: Needs): Part[] | undefined {
  const at = (needs.now?.() ?? new Date()).toISOString()
  const shown = taughtByChoice(before, message.text, landscape)
  if (shown) needs.names?.teach({ ...shown, at, person: actor.person, how: `you meant it so in ${turn}` })
  const taught = teaching(message.text, landscape)
  if (!taught) return undefined
  if ('why' in taught) return [paragraph(said(taught.why))]
  const name = needs.names?.teach({ ...taught, at, person: actor.person, how: `you said so in ${turn}` })
  return [
    paragraph('From now on I read ', strong(said(taught.said)), ' as ', strong(said(taught.meant)), ', and say so each time.'),
    source(`Kept as name-${name?.id ?? 0}; it can be corrected and forgotten · no change made`),
  ]
}
