import { expect, it } from 'vitest'
import { scale, shop } from '../../daemon/plans/tiny-room.ts'
import { workbench } from '../../daemon/plans/workbench.ts'

it('a device that is revoked in the middle of its run: what was approved is carried out and recorded, and the device can do nothing more', async () => {
  const room = await workbench()
  const waiting = await room.plans.propose(scale(5), {})
  const pressed = room.plans.press(waiting.id, waiting.digest, room.ben.actor)
  const code = room.code()
  room.cloud.hanging.add('web')
  const hung = room.cloud.hung()
  const { run } = await room.change(scale(3))
  await hung
  for (const person of [room.ada, room.ben]) room.revoked.add(person.actor.device)
  // its own code, from before, is worth nothing
  const statement = room.statement(waiting.digest, pressed)
  await expect(room.plans.approve(waiting.id, code, statement, room.ben.sign(statement), room.ben.actor)).rejects.toMatchObject({ code: 'approval-device' })
  expect(() => room.plans.press(waiting.id, waiting.digest, room.ada.actor)).toThrow(expect.objectContaining({ code: 'approval-device' }))
  room.cloud.release()
  await room.plans.over(run)
  // the run was approved by a device that counted then; stopping it half-way would leave more open than finishing it
  expect(room.plans.run(run)).toMatchObject({ state: 'succeeded' })
  expect(room.cloud.calls).toEqual(['update web'])
  expect([...room.cloud.things(shop)]).toEqual([['web', 3]])
  expect(room.audit.entries({ kind: 'approval.granted' })).toMatchObject([{ actor: room.ada.recorded }])
})
