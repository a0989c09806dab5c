import type { Filled } from '../../../shared/wire.ts'
import { isManaged } from '../landscape.ts'
import { resourcesOf } from '../planner/place.ts'
import type { Circumstances } from '../planner/index.ts'
import { isPlainName, unquoted } from './unquoted.ts'

const THINGS = 'site|sites|database|db|route|resource|thing|one|page|service|server|machine|bucket|function|queue|cache'
/** "this", "this site", "the current resource"; not "this week", and not the "that" of "the one that is slow". */
const THIS = new RegExp(`(?<![\\p{L}\\p{N}'’])(?:th(?:is|at|ese|ose)(?:\\s+(?:${THINGS}))?|the\\s+(?:current|open|selected)\\s+(?:${THINGS})|it)(?=\\s*(?:$|[.,;!?)]|\\s(?:in|to|on|by|at|from|for|and|then|please|now|up|down|off|out|again|should|needs?|with|a|one|two|three|bigger|smaller|larger)\\b))`, 'iu')

/**
 * "Delete this" on the page of `cart-old` is "delete cart-old". What the conversation speaks of comes first for "it" and "that"; "this" is
 * what the person looks at. Where a resource is named already, nothing is put in.
 */
export function pointedAt(text: string, { landscape, subject, understood }: Circumstances): { text: string, filled: Filled[] } {
  const none = { text, filled: [] }
  if (subject === undefined || /\b(?:undo|roll(?:\s+\w+)?\s+back|take\s+\w+\s+back|revert)\b/i.test(text)) return none
  const places = landscape.places.filter(({ target }) => target.mode !== 'read-only')
  const found = [...places, ...landscape.places].flatMap((place) => resourcesOf(place, subject).filter(isManaged))[0]
  if (!found || !isPlainName(found.name)) return none
  const words = new Set(text.toLowerCase().split(/[^\p{L}\p{N}_-]+/u))
  if (landscape.places.some(({ inventory }) => inventory?.resources.some(({ name }) => words.has(name.toLowerCase())))) return none
  const filled: Filled[] = []
  const order = unquoted(text, (piece) => piece.replace(THIS, (said) => {
    if (filled.length > 0 || (/^(?:it|that|those)$/i.test(said) && understood.length > 0)) return said
    filled.push({ said, meant: found.name, from: 'the page that you look at' })
    return found.name
  }))
  return { text: order, filled }
}
