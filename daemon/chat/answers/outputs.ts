import type { Part } from '../../../shared/wire.ts'
import { shortId } from '../landscape.ts'
import type { Landscape } from '../landscape.ts'
import { nearest } from '../optimize/near.ts'
import { placesSaid } from '../planner/place.ts'
import { code, paragraph, said, source, table } from './parts.ts'

const ASKS = /^(?:please\s+)?(?:what(?:['’]?s| is| are| were)?|show|list|print|give|get|tell|which)\b/i
const ALL = /\boutputs(?:\s+(?:of|in|for|from)\s+(?:the\s+|my\s+|our\s+)?\S+)?(?:\s+stack)?[?.!]*$/i
const ONE = /\boutput\b/i

/** "What are the outputs?", "what is the url output?": what stacks give out, as their state says. Undefined for any other question. */
export function outputsOf(text: string, landscape: Landscape): Part[] | undefined {
  const asked = text.trim()
  if (!ASKS.test(asked)) return undefined
  const spoken = placesSaid(asked, landscape)
  const rows = (spoken.length > 0 ? spoken : landscape.places).flatMap(({ target, inventory }) =>
    Object.entries(inventory?.outputs ?? {}).map(([name, value]) => (
      { name, row: [shortId(target.id), code(said(name, 80)), said(value)] }
    )))
  const words = new Set(asked.toLowerCase().split(/[^\p{L}\p{N}_-]+/u))
  const named = rows.filter(({ name }) => words.has(name.toLowerCase()))
  if (!(ALL.test(asked) || (ONE.test(asked) && named.length > 0))) return undefined
  const nowhere = nearest(asked, { landscape })?.nowhere
  if (nowhere !== undefined) return [paragraph(nowhere)]
  const shown = named.length > 0 ? named : rows
  return [
    shown.length === 0 ? paragraph('No stack gives anything out.') : table(['Stack', 'Output', 'Value'], shown.map(({ row }) => row)),
    source('Read from the stacks’ state · no change made'),
  ]
}
