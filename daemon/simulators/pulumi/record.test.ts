import { expect, it } from 'vitest'
import type { Change } from '../../../shared/plan.ts'
import type { RunStep } from '../../../shared/wire.ts'
import type { EngineEvent } from '../../engine/index.ts'
import { RunRecord, Unforeseen } from './record.ts'

const id = (name: string) => `urn:pulumi:dev::shop::sandbox:Site::${name}`
const change = (operation: Change['operation'], name: string): Change => ({ operation, id: id(name), kind: 'sandbox:Site', name, properties: [], dependsOn: [] })
const event = (kind: 'begin' | 'end' | 'fail', op: string, name: string): EngineEvent => ({ kind, at: 0, step: { op, urn: id(name), type: 'sandbox:Site' } })
const complaint = (name: string, message: string): EngineEvent => ({ kind: 'diagnostic', at: 0, severity: 'error', urn: id(name), message })

function recorded(...changes: Change[]) {
  const told: RunStep[] = []
  const record = new RunRecord({ mayBegin: () => undefined, intent: step => { told.push(step) }, outcome: step => { told.push(step) }, log: () => undefined }, 'forward', changes)
  const take = (...events: EngineEvent[]) => { for (const one of events) { record.reason(one); record.take(one) } }
  return { record, take, told, states: () => told.map(step => `${step.name} ${step.state}`) }
}

it('has every intent before anything of the engine', () => {
  const { record, states } = recorded(change('create', 'a'), change('update', 'b'))
  record.intend()
  expect(states()).toEqual(['a running', 'b running'])
})

it('stops an engine that begins what was not approved', () => {
  const { take } = recorded(change('update', 'a'))
  expect(() => take(event('begin', 'update', 'b'))).toThrow(Unforeseen)
  expect(() => take(event('begin', 'delete', 'a'))).toThrow(Unforeseen)
  expect(() => take(event('begin', 'same', 'c'))).not.toThrow()
})

it('calls a replacement done when both its halves are', () => {
  const { take, states } = recorded(change('replace', 'a'))
  take(event('begin', 'delete-replaced', 'a'), event('end', 'delete-replaced', 'a'), event('end', 'replace', 'a'), event('begin', 'create-replacement', 'a'))
  expect(states()).toEqual([])
  take(event('end', 'create-replacement', 'a'))
  expect(states()).toEqual(['a done'])
})

it('tells failed, skipped and unknown apart when an engine ends badly', () => {
  const { record, take, states } = recorded(change('create', 'a'), change('create', 'b'), change('create', 'c'), change('create', 'd'))
  take(event('begin', 'create', 'a'), complaint('a', 'refused'), event('fail', 'create', 'a'), event('begin', 'create', 'b'))
  take(event('begin', 'create', 'd'), complaint('d', 'the call timed out'), event('fail', 'create', 'd'))
  record.close(false, 'the engine is gone')
  expect(states()).toEqual(['a failed', 'd unknown', 'b unknown', 'c skipped'])
  expect([...record.uncertain.values()]).toEqual(['create d: the call timed out', 'create b'])
})
