import { expect, test } from 'vitest'
import type { Change, Mode, Step } from '../../shared/plan.ts'
import { judge, type Judged } from './policy.ts'

const deploy: Step = { id: 'step-1', service: 'pulumi', operation: 'deploy', target: 'pulumi:shop/prod', parameters: {}, dependsOn: [] }
const change = (operation: Change['operation'], more: Partial<Change> = {}): Change =>
  ({ operation, id: 'urn', kind: 'sandbox:Site', name: 'web', properties: [], dependsOn: [], ...more })
const plan = (mode: Mode, changes: Change[], steps: Step[] = [deploy]): Judged => ({
  targets: [{ id: 'pulumi:shop/prod', title: 'shop/prod', mode }], steps, fidelities: ['exact'], irreversible: [],
  changes: changes.map(each => ({ target: 'pulumi:shop/prod', change: each })),
})
const refusals = (judged: Judged) => judge(judged).filter(result => result.outcome === 'refused').map(result => result.rule)

test('a read-only target is changed by nothing but a change of its mode', () => {
  expect(refusals(plan('read-only', [change('update')]))).toEqual(['mode of the target'])
  const raise: Step = { id: 'step-1', service: 'countersign', operation: 'set-mode', target: 'pulumi:shop/prod', parameters: { mode: 'dev' }, dependsOn: [] }
  expect(refusals(plan('read-only', [change('update')], [raise]))).toEqual([])
})

test.each(['delete', 'replace', 'forget'] as const)('a protected thing survives a %s in every mode, and is named', (operation) => {
  for (const mode of ['dev', 'production'] as const) {
    const judged = plan(mode, [change(operation, { protected: true, name: 'orders' })])
    expect(refusals(judged)).toEqual(['protected things stay'])
    expect(judge(judged).find(result => result.outcome === 'refused')?.text).toContain('orders')
  }
})

test('production refuses an unknown value where data is, dev does not', () => {
  const blurred = change('update', { kind: 'sandbox:Database', properties: [{ path: 'tier', unknown: true }] })
  expect(refusals(plan('production', [blurred]))).toEqual(['no unknowns where data is'])
  expect(refusals(plan('dev', [blurred]))).toEqual([])
  expect(refusals(plan('production', [{ ...blurred, operation: 'create' }]))).toEqual([])
  expect(refusals(plan('production', [{ ...blurred, kind: 'sandbox:Site' }]))).toEqual([])
})

test('an ordinary update passes every rule', () => {
  expect(judge(plan('production', [change('update')])).map(result => result.outcome)).toEqual(Array(5).fill('passed'))
})
