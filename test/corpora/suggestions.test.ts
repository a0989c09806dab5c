import { expect, it } from 'vitest'
import { classify } from '../../daemon/chat/classify/index.ts'
import { asksFor, suggestionsFor } from '../../extension/consoles/index.ts'
import type { Subject } from '../../shared/plan.ts'

const subjects: readonly Subject[] = [
  { provider: 'sandbox', kind: 'site', id: 'web' }, { provider: 'sandbox', kind: 'database', id: 'main' }, { provider: 'aws', kind: 'bucket', id: 'assets' },
  { provider: 'gcp', kind: 'instance', id: 'vm-1' }, { provider: 'azure', kind: 'virtual machine', id: 'vm-1' }, { provider: 'github', kind: 'pull request', id: '7' },
  { provider: 'snowflake', kind: 'warehouse', id: 'LOADING' }, { provider: 'pulumi', kind: 'stack', id: 'shop/dev' }, { provider: 'kubernetes', kind: 'deployment', id: 'web' },
]

it('reads everything that the sidebar suggests as what it is: one change in the sandbox, and questions else', () => {
  const offered = [suggestionsFor(undefined), suggestionsFor(undefined, 'sandbox'), ...subjects.map((subject) => suggestionsFor(subject))].flat()
  const asks = [undefined, ...subjects].flatMap((subject) => asksFor(subject))
  for (const text of [...offered.map((one) => one.text), ...asks]) {
    const { category, effect } = classify(text, {})
    expect([text, category, effect]).toEqual([text, 'infrastructure', text === 'Scale the shop to 3 replicas' ? 'change' : 'read'])
  }
})
