import { describe, expect, it } from 'vitest'
import type { Step } from '../../../shared/plan.ts'
import { openShop } from '../tiny-shop.ts'
import { Memories } from './index.ts'
import type { Memory } from './index.ts'
import { anomalies, durations, lastFailure, together } from './learned.ts'

const target = 'pulumi:shop/dev'
const set = (key: string, value: string | number | boolean): Step => (
  { id: 'step-1', service: 'pulumi', operation: 'set-config', target, parameters: { key, value }, dependsOn: [] }
)
const memory = (id: number, more: Partial<Memory> = {}): Memory => ({
  id, at: `2026-11-${String(1 + id % 20).padStart(2, '0')}T10:00:00Z`, person: 'Ada', words: 'scale the shop', reading: 'set shop:replicas', target, steps: [set('shop:replicas', 3)], plan: `plan-${id}`,
  run: `run-${id}`, state: 'succeeded', seconds: id, ...more,
})
const days = (
  count: number, more: (id: number) => Partial<Memory> = () => ({})
): Memory[] => Array.from({ length: count }, (_, i) => memory(i + 1, more(i + 1)))

describe('what is learned from memory', () => {
  it('says how long such a change takes, at the median and at worst', () => {
    expect(durations(days(10), target, [set('shop:replicas', 9)])).toEqual({ p50: 5, p90: 9, samples: 10 })
    expect(durations(days(10), target, [set('shop:banner', 'x')])).toBeUndefined()
  })
  it('tells of the last failure until it went well again', () => {
    const failed = memory(9, { state: 'failed', why: 'the disk was full' })
    expect(lastFailure([failed, memory(8)], target, [set('shop:replicas', 4)])).toEqual(
      { text: 'The last time this was tried it failed: the disk was full', runs: ['run-9'] }
    )
    expect(lastFailure([memory(10), failed], target, [set('shop:replicas', 4)])).toBeUndefined()
  })
  it('finds what is unlike this target: ten times the size, the first destroy, an odd hour', () => {
    const texts = (steps: Step[], hour: string): string[] => anomalies(
      days(25), target, steps, new Date(`2026-11-23T${hour}:00:00Z`)
    ).map(({ text }) => text)
    expect(texts([set('shop:replicas', 30)], '10')).toEqual(['shop:replicas is usually about 3; 30 is 10 times that'])
    expect(texts([set('shop:replicas', 4)], '10')).toEqual([])
    expect(
      texts([{ ...set('x', 1), operation: 'destroy', parameters: {} } as Step], '10')
    ).toEqual(['nothing was ever destroyed here in 25 earlier changes'])
    expect(texts([set('shop:replicas', 4)], '23')).toEqual(['at this hour nothing was changed here before, in 25 changes'])
  })
  it('knows settings that always went together', () => {
    const both = days(3, () => ({ steps: [set('shop:replicas', 3), set('shop:databaseTier', 'large')] }))
    expect(together(both, target, [set('shop:replicas', 5)])?.text).toBe('the last 3 times shop:databaseTier was changed with it')
    expect(together([memory(9), ...both], target, [set('shop:replicas', 5)])).toBeUndefined()
  })
})

describe('memory', () => {
  it('keeps each order with its words, and finds it by them', async () => {
    const { ask, store } = await openShop()
    await ask('scale the shop to 4 replicas')
    await ask('set the banner to "Sale"')
    expect(JSON.stringify((await ask('what do you remember about the banner?')).parts)).toContain('set shop:banner')
    // what was learned is there after a restart
    expect(new Memories(store.database).search('replicas', 1)).toMatchObject([{ words: 'scale the shop to 4 replicas', person: 'Ada' }])
  })
  it('keeps what the person said instead when they modified a plan', async () => {
    const { ask, memory: memories } = await openShop()
    const first = await ask('scale the shop to 4 replicas')
    await ask('scale the shop to 5 replicas', { replaces: first.plan ?? '' })
    expect(memories.list().find(({ plan }) => plan === first.plan)?.correction).toBe('scale the shop to 5 replicas')
  })
  it('can be corrected and forgotten, and says so', async () => {
    const { ask, memory: memories } = await openShop()
    await ask('scale the shop to 4 replicas')
    const id = memories.list()[0]?.id ?? 0
    await ask(`correct ${id}: I meant the cart`)
    expect(memories.list()[0]?.correction).toBe('I meant the cart')
    await ask(`forget ${id}`)
    expect([memories.list(), memories.search('replicas', 5)]).toEqual([[], []])
  })
})
