import { expect, test } from 'vitest'
import type { Step } from '../../shared/plan.ts'
import { demandRecordable } from './document.ts'
import { request, scale, shop, workbench } from './workbench.ts'

/** What would not fit into an entry of the record has to be found out before anything begins, and never in the middle of it. */

test('steps that the record could not hold in one entry are no plan', async () => {
  const room = await workbench()
  const found = Array.from({ length: 200 }, (_, index) => ({ id: `${index}${'a'.repeat(1000)}`, physical: 'b'.repeat(1000) }))
  const settle: Step = { id: 'step-1', service: 'pulumi', operation: 'settle', target: shop, parameters: { run: 'run-1', conclusion: 'record', found }, dependsOn: [] }
  const entries = room.kinds().length
  await expect(room.plans.propose(request([settle], 'Settle run-1', room.ada), {})).rejects.toMatchObject({ code: 'plan-too-large', message: expect.stringContaining('nothing was planned') })
  expect(room.kinds()).toHaveLength(entries)
})

test('what an approval would have to name again has the same bound', () => {
  const ids = (length: number) => Array.from({ length: 200 }, () => 'a'.repeat(length))
  expect(() => { demandRecordable('rollback.irreversible', ids(1000)) }).toThrow(/rollback\.irreversible.*nothing was planned/)
  expect(() => { demandRecordable('rollback.irreversible', ids(500)) }).not.toThrow()
})

test('an approval acknowledges nothing that its plan does not call final', async () => {
  const room = await workbench()
  const { id, digest } = await room.plans.propose(scale(3), {})
  const statement = room.statement(digest, room.plans.press(id, digest, room.ada.actor), ['a thing that nobody showed'])
  await expect((async () => room.plans.approve(id, room.code(), statement, room.ada.sign(statement), room.ada.actor))()).rejects.toMatchObject({ code: 'approval-decision' })
  expect(room.cloud.calls).toEqual([])
})
