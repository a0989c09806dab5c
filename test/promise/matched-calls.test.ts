import { expect, test } from 'vitest'
import type { AuditEntry } from '../../daemon/store/audit.ts'
import { unauthorised, type ReceivedCall } from './matched-calls.ts'

const actor = { person: 'Ada', device: 'd', via: 'sidebar' }
const record = (...kinds: [string, Record<string, string>?][]): AuditEntry[] => kinds.map(([kind, fields], sequence) =>
  ({ sequence, at: '', leaf: '', kind, actor, plan: 'plan-1', run: 'run-1', fields: fields ?? null }))
const web = { phase: 'forward', operation: 'update', kind: 'sandbox:Site', name: 'web' }
const call = (more: Partial<ReceivedCall> = {}): ReceivedCall =>
  ({ sequence: 1, actor: 'api', operation: 'plan-1-forward', action: 'update', kind: 'sites', name: 'web', before: { replicas: 1 }, after: { replicas: 2 }, ...more })
const good = record(['approval.granted'], ['run.started'], ['step.intent', web])

test('a call that an approved run meant is no finding, the same call twice is one', () => {
  expect(unauthorised([call()], good)).toEqual([])
  expect(unauthorised([call(), call({ sequence: 2 })], good)).toEqual(['2: api update sites/web (plan-1-forward)'])
})

test('a call that is asked again and finds it done needs no step of its own', () => {
  expect(unauthorised([call(), call({ before: { replicas: 2 } })], good)).toEqual([])
  expect(unauthorised([call({ before: null, after: null, operation: null })], good)).toHaveLength(1)
})

test.each([
  ['of another plan', { operation: 'plan-2-forward' }], ['without a tag', { operation: null }], ['of another phase', { operation: 'plan-1-rollback' }],
  ['of another kind', { kind: 'routes' }], ['of another name', { name: 'cart' }], ['that does something else', { action: 'delete' }],
])('a call %s is unauthorised', (_name, more) => {
  expect(unauthorised([call(more)], good)).toHaveLength(1)
})

test('a step without an approval before its run explains nothing', () => {
  expect(unauthorised([call()], record(['run.started'], ['step.intent', web]))).toHaveLength(1)
  expect(unauthorised([call()], record(['run.started'], ['approval.granted'], ['step.intent', web]))).toHaveLength(1)
  expect(unauthorised([call()], record(['approval.granted'], ['step.intent', web], ['run.started']))).toHaveLength(1)
})

test('a replacement is a delete and a create', () => {
  const replace = record(['approval.granted'], ['run.started'], ['step.intent', { ...web, operation: 'replace' }])
  expect(unauthorised([call({ action: 'delete' }), call({ action: 'create' })], replace)).toEqual([])
  expect(unauthorised([call({ action: 'create' }), call({ action: 'create' })], replace)).toHaveLength(1)
})
