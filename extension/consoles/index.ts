import { Subject } from '../../shared/plan.ts'
import type { Console } from './console.ts'
import { sandbox } from './sandbox.ts'

export { providerName, suggestionsFor, type Suggestion } from './suggestions.ts'

const consoles: readonly Console[] = [sandbox]

/** What a page is about, read from its address alone; null for a page of no console known here, or about no one thing. */
export function readSubject(address: string): Subject | null {
  if (address.length > 4096 || !URL.canParse(address)) return null
  const url = new URL(address)
  for (const read of consoles) {
    const reading = read(url)
    // An address is as long as its author likes: what doesn't fit a subject is none.
    const parsed = reading === null ? null : Subject.safeParse({ ...reading, url: address })
    if (parsed?.success === true) return parsed.data
  }
  return null
}
