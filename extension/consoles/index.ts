import { Subject } from '../../shared/plan.ts'
import { aws } from './aws.ts'
import { azure } from './azure.ts'
import type { Console } from './console.ts'
import { gcp } from './gcp.ts'
import { github } from './github.ts'
import { kubernetes } from './kubernetes.ts'
import { pulumi } from './pulumi.ts'
import { sandbox } from './sandbox.ts'
import { snowflake } from './snowflake.ts'

export { readProvider } from './provider.ts'
export { asksFor, providerName, suggestionsFor, type Suggestion } from './suggestions.ts'

const consoles: readonly Console[] = [sandbox, aws, gcp, azure, github, snowflake, pulumi, kubernetes]

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
