import { describe, expect, it } from 'vitest'
import type { Turn } from '../../../shared/wire.ts'
import { openShop } from '../tiny-shop.ts'

const text = ({ parts }: Turn): string => parts.flatMap((part) => part.kind === 'paragraph' ? [part.spans.map((span) => span.text).join('')] : []).join('\n')
const rows = ({ parts }: Turn): string[][] => parts.flatMap((part) => part.kind === 'table'
  ? part.rows.map((row) => row.map(({ spans }) => spans.map((span) => span.text).join(''))) : [])

describe('a question about Countersign itself', () => {
  it('lists the plans that wait for a code, however it is asked', async () => {
    const { ask } = await openShop()
    expect(text(await ask('what is waiting for me?'))).toBe('No plan waits for you.')
    await ask('scale the shop to 3 replicas')
    for (const words of ['list plans', 'show me the open plans', 'what\'s pending?', 'is there anything to approve?', 'which plans are waiting?']) {
      expect(rows(await ask(words)).map(([plan, what]) => `${plan ?? ''} ${what ?? ''}`), words).toEqual(['plan-1 replicas 2 → 3 in shop/dev'])
    }
  })
  it('is answered with the plan that waits where somebody says yes to it: words approve nothing', async () => {
    const { ask, plans } = await openShop()
    expect(text(await ask('approve it'))).toContain('A message approves nothing')
    await ask('scale the shop to 3 replicas')
    for (const words of ['yes', 'ok, do it', 'Approve!', 'go ahead please', 'I confirm', 'yes, approve the plan']) {
      const turn = await ask(words)
      expect([words, turn.plan, text(turn)]).toEqual([words, 'plan-1', expect.stringContaining('countersign approve plan-1')])
    }
    expect(plans.list().map(({ state }) => state)).toEqual(['awaiting'])
  })
  it('that is to be stopped is where it can be', async () => {
    const { ask } = await openShop()
    for (const words of ['stop', 'cancel it', 'stop run-1']) expect(text(await ask(words))).toContain('nothing to stop')
  })
  it('is no question about plans where it speaks of something else that waits', async () => {
    const { ask } = await openShop()
    await ask('scale the shop to 3 replicas')
    for (const words of ['what is pending in the queue?', 'what', 'anything', 'what is the plan of the database?']) expect(rows(await ask(words)).flat(), words).not.toContain('plan-1')
  })
  it('shows one plan with its card, and approves or rejects none by a message', async () => {
    const { ask, plans } = await openShop()
    await ask('scale the shop to 3 replicas')
    const shown = await ask('what is plan-1?')
    expect([text(shown), shown.plan]).toEqual(['plan-1 (replicas 2 → 3 in shop/dev) is awaiting.', 'plan-1'])
    for (const words of ['approve plan-1', 'please run plan-1 now', 'cancel plan-1']) {
      const answered = await ask(words)
      expect(text(answered)).toMatch(/A message (?:approves|rejects) nothing/)
      expect(plans.get('plan-1')?.summary.state, words).toBe('awaiting')
      expect(plans.list()).toHaveLength(1)
    }
    expect(text(await ask('approve plan-7'))).toBe('There is no plan-7. Nothing was done.')
  })
  it('reads the record, and says who can check that it is whole', async () => {
    const { ask, store } = await openShop()
    await ask('scale the shop to 3 replicas')
    expect(rows(await ask('show the audit')).map(([, , kind]) => kind)).toContain('plan.awaiting')
    for (const words of ['verify the record', 'is the audit trail still intact?']) {
      expect(text(await ask(words))).toContain(`all of them are signed for, under the root ${store.audit.checkpoint().root}`)
    }
  })
  it('lists runs, and says that a run that is not on record is not', async () => {
    const { ask } = await openShop()
    for (const words of ['show me the last 3 runs', 'what did you do today?', 'list runs']) expect(text(await ask(words)), words).toMatch(/^Nothing was changed through here/)
    expect(text(await ask('show me run-7'))).toBe('There is no run-7 on record.')
  })
  it('says in which mode a target is, and what that means', async () => {
    const { ask } = await openShop()
    expect(rows(await ask('what mode is prod in?'))).toEqual([['shop/prod', 'read-only', 'nothing can be changed; a plan is refused before it is made']])
    expect(rows(await ask('which modes are there?'))).toHaveLength(2)
    expect(rows(await ask('is shop/prod read-only?'))).toHaveLength(1)
    expect(rows(await ask('what mode is the load balancer in?')).flat()).not.toContain('read-only')
  })
  it('says who is asking', async () => {
    const { ask } = await openShop()
    expect(text(await ask('who am i?'))).toMatch(/^To me you are Ada, on Ada's laptop \(sidebar\)/)
  })
})
