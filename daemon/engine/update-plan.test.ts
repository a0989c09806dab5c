import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { leaveMadeUpValuesOpen, withoutPlannedValues } from './update-plan.ts'

const open = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
function left(plan: unknown): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-plan-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  const file = join(folder, 'plan')
  writeFileSync(file, JSON.stringify(plan))
  leaveMadeUpValuesOpen(file)
  return JSON.parse(readFileSync(file, 'utf8'))
}

it('leaves an update plan what a person approves, and opens what a program gives out and what the SDK keeps for itself', () => {
  const goal = { type: 'a:b:C', inputDiff: { adds: { size: 1, __provider: 'code' }, updates: { name: 'x' }, deletes: ['old'] }, protect: true }
  const stack = { type: 'pulumi:pulumi:Stack', outputDiff: { adds: { fresh: 1 }, updates: { at: '12:00' }, deletes: ['gone'] } }
  expect(left({ manifest: { version: 'v3' }, resourcePlans: {
    one: { goal, steps: ['create'], seed: 'AA==', state: null }, stack: { goal: stack, state: { fresh: 1, at: '12:00', same: true } }, two: { steps: ['delete'] },
  } })).toEqual({ manifest: { version: 'v3' }, resourcePlans: {
    one: { goal: { ...goal, inputDiff: { ...goal.inputDiff, adds: { size: 1, __provider: open } }, outputDiff: { adds: {}, updates: {} } }, steps: ['create'], seed: 'AA==', state: null },
    stack: {
      goal: { ...stack, inputDiff: { adds: {}, updates: {} }, outputDiff: { adds: { fresh: open }, updates: { at: open, same: open }, deletes: ['gone'] } },
      state: { fresh: 1, at: '12:00', same: true },
    },
    two: { steps: ['delete'] },
  } })
})

it('refuses to go on with a file that is no update plan', () => {
  expect(() => left({ resourcePlans: [] })).toThrow()
})

it('repeats which property left the plan, and none of its values', () => {
  expect(withoutPlannedValues('error: resource u::web violates plan: properties changed: ~~key[{hunter2}!={hunter3\n}], ++more[{x}]')).toBe('error: resource u::web violates plan: properties changed: key')
  expect(withoutPlannedValues('nothing of the kind')).toBe('nothing of the kind')
})
