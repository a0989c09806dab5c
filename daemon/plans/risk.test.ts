import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change } from '../../shared/plan.ts'
import { assess, type Facts } from './risk.ts'

const change = (operation: Change['operation'], name = 'web'): Change => ({ operation, id: name, kind: 'site', name, properties: [], dependsOn: [] })
const calm: Facts = {
  mode: 'dev', changes: [change('update')], fidelities: ['exact'], unknowns: 0, irreversible: [], automaticRollback: true, raisesMode: false, breaksLock: false,
}
const lost = { id: 'db', name: 'cart-old', why: '41 MB, 12,304 rows, no backup' }

test('an update in place that was previewed exactly is low', () => {
  expect(assess(calm)).toEqual({ level: 'low', factors: [] })
})

test('what can not be brought back is high, named with its reason, and critical in production', () => {
  const facts: Facts = { ...calm, changes: [change('delete', 'cart-old')], irreversible: [lost] }
  expect(assess(facts).level).toBe('high')
  expect(assess(facts).factors[0]?.text).toContain('cart-old')
  expect(assess({ ...facts, mode: 'production' }).level).toBe('critical')
})

test('what was not simulated is said and counts', () => {
  expect(assess({ ...calm, fidelities: ['exact', 'not-simulated'] }).level).toBe('high')
})

test('no fact ever lowers the level', () => {
  const levels = ['low', 'medium', 'high', 'critical']
  const facts = fc.record({
    mode: fc.constantFrom('dev' as const, 'production' as const), unknowns: fc.nat(3), automaticRollback: fc.boolean(), raisesMode: fc.boolean(),
    breaksLock: fc.boolean(), fidelities: fc.constant(['exact' as const]), irreversible: fc.constant([]),
    changes: fc.array(fc.constantFrom(change('update'), change('delete'), change('replace')), { maxLength: 30 }),
  })
  fc.assert(fc.property(facts, (some) => {
    const before = levels.indexOf(assess(some).level)
    expect(levels.indexOf(assess({ ...some, irreversible: [lost] }).level)).toBeGreaterThanOrEqual(before)
    expect(levels.indexOf(assess({ ...some, mode: 'production' }).level)).toBeGreaterThanOrEqual(before)
    expect(levels.indexOf(assess({ ...some, unknowns: some.unknowns + 1 }).level)).toBeGreaterThanOrEqual(before)
  }), { seed: 20261123 })
})
