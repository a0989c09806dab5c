import { expect, test } from 'vitest'
import type { ApprovalStatement } from '../../shared/plan.ts'
import { scale, shop, workbench, type Person } from './workbench.ts'

type Room = Awaited<ReturnType<typeof workbench>>
const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

/** A plan that waits, pressed by somebody, with the statement that their device would sign. */
async function pressed(room: Room, by: Person = room.ada) {
  const { id, digest } = await room.plans.propose(scale(3), {})
  const press = room.plans.press(id, digest, by.actor)
  return { id, digest, press, statement: room.statement(digest, press), code: room.code() }
}
const attempt = (room: Room, id: string, code: string, statement: ApprovalStatement, by: Person = room.ada) =>
  room.plans.approve(id, code, statement, by.sign(statement), by.actor)

test('no code exists before a person presses Approve', async () => {
  const room = await workbench()
  const { digest } = await room.plans.propose(scale(3), {})
  expect(room.shown).toEqual([])
  const made: ApprovalStatement = {
    format: 'countersign/approval/1', digest, challenge: 'A'.repeat(32), decision: 'approve', expiresAt: new Date(room.time.now + 60_000).toISOString(), acknowledged: [],
  }
  await expect(attempt(room, 'plan-1', '123456', made)).rejects.toMatchObject({ code: 'approval-void' })
  expect(room.plans.get('plan-1')?.summary.state).toBe('awaiting')
})

test('a wrong code says how many tries are left, and the third voids the code', async () => {
  const room = await workbench()
  const { id, statement, code } = await pressed(room)
  await expect(attempt(room, id, wrong(code), statement)).rejects.toMatchObject({ code: 'approval-wrong-code', message: expect.stringContaining('2 tries') })
  await expect(attempt(room, id, wrong(code), statement)).rejects.toMatchObject({ code: 'approval-wrong-code', message: expect.stringContaining('One try') })
  await expect(attempt(room, id, wrong(code), statement)).rejects.toMatchObject({ code: 'approval-void' })
  await expect(attempt(room, id, code, statement)).rejects.toMatchObject({ code: 'approval-void' })
  expect(room.cloud.calls).toEqual([])
  expect(room.kinds().filter(kind => kind === 'approval.refused')).toHaveLength(4)
  // the plan itself is none the worse: a new press, a new code
  const { run } = await room.approve(id)
  await room.plans.over(run)
  expect(room.plans.run(run)?.state).toBe('succeeded')
})

test('a code works once: a second approval of the same plan finds it running', async () => {
  const room = await workbench()
  const { id, statement, code } = await pressed(room)
  const { run } = await attempt(room, id, code, statement)
  await expect(attempt(room, id, code, statement)).rejects.toMatchObject({ code: 'plan-state', hint: expect.stringContaining(run) })
  await room.plans.over(run)
  await expect(attempt(room, id, code, statement)).rejects.toMatchObject({ code: 'plan-state' })
  expect(room.cloud.calls).toEqual(['update web'])
})

test('two approvals that race, each with a good code, start one run', async () => {
  const room = await workbench()
  const { id, digest, statement, code } = await pressed(room)
  const hers = room.plans.press(id, digest, room.ben.actor)
  const second = room.statement(digest, hers)
  const results = await Promise.allSettled([attempt(room, id, code, statement), attempt(room, id, room.code(), second, room.ben)])
  expect(results.map(result => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(room.plans.runs()).toHaveLength(1)
  await room.plans.over('run-1')
  expect(room.cloud.calls).toEqual(['update web'])
})

test('an approval that the disk did not keep starts nothing', async () => {
  const room = await workbench()
  const { id, digest } = await room.plans.propose(scale(3), {})
  const statement = room.statement(digest, room.plans.press(id, digest, room.ada.actor))
  room.disk.refuses = 1
  await expect(room.plans.approve(id, room.code(), statement, room.ada.sign(statement), room.ada.actor)).rejects.toMatchObject({ code: 'store-full' })
  // the loop turns, as it would turn for a run that had begun
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  expect([room.cloud.calls, room.plans.runs(), room.said]).toEqual([[], [], []])
  const { run } = await room.approve(id)
  await room.plans.over(run)
  expect([room.cloud.calls, room.plans.run(run)?.state]).toEqual([['update web'], 'succeeded'])
})

test('a code lives two minutes, by the clock on the wall and by the one that never jumps', async () => {
  const room = await workbench()
  const first = await pressed(room)
  room.pass(119_999)
  expect((await attempt(room, first.id, wrong(first.code), first.statement).catch((error: unknown) => error))).toMatchObject({ code: 'approval-wrong-code' })
  room.pass(1)
  await expect(attempt(room, first.id, first.code, first.statement)).rejects.toMatchObject({ code: 'approval-expired' })
  const again = room.plans.press(first.id, first.digest, room.ada.actor)
  room.time.now -= 3_600_000
  room.time.steady += 120_000
  await expect(attempt(room, first.id, room.code(), room.statement(first.digest, again))).rejects.toMatchObject({ code: 'approval-void' })
  expect(room.cloud.calls).toEqual([])
})

test('a code of one plan opens no other, and a press on one plan leaves the other as it was', async () => {
  const room = await workbench(shop, 'pulumi:shop/prod')
  const one = await pressed(room)
  const { id, digest } = await room.plans.propose(scale(4, 'pulumi:shop/prod'), {})
  const press = room.plans.press(id, digest, room.ada.actor)
  if (room.code() !== one.code) {
    await expect(attempt(room, one.id, room.code(), one.statement)).rejects.toMatchObject({ code: 'approval-wrong-code' })
  }
  // the other plan's whole statement, code and all
  await expect(attempt(room, one.id, room.code(), room.statement(digest, press))).rejects.toMatchObject({ code: 'plan-digest' })
  await expect(attempt(room, one.id, room.code(), { ...room.statement(digest, press), digest: one.digest })).rejects.toMatchObject({ code: 'approval-void' })
  expect(room.cloud.calls).toEqual([])
})

test('a code that one device asked for is of no use to another', async () => {
  const room = await workbench()
  const { id, statement, code } = await pressed(room)
  await expect(attempt(room, id, code, statement, room.ben)).rejects.toMatchObject({ code: 'approval-void' })
  expect(room.plans.get(id)?.summary.state).toBe('awaiting')
})

test('the signature must be of this device, over exactly this decision, and costs no try', async () => {
  const room = await workbench()
  const { id, statement, code } = await pressed(room)
  const { ada, ben, plans } = room
  const bad = [ben.sign(statement), ada.sign({ ...statement, decision: 'reject' }), ada.sign({ ...statement, acknowledged: ['x'] }), '', 'AAAA', 'not base64']
  for (const signature of bad) await expect(plans.approve(id, code, statement, signature, ada.actor)).rejects.toMatchObject({ code: 'approval-signature' })
  const flipped = Buffer.from(ada.sign(statement), 'base64')
  for (let at = 0; at < flipped.length; at++) {
    flipped[at] = flipped[at]! ^ 1
    await expect(plans.approve(id, code, statement, flipped.toString('base64'), ada.actor)).rejects.toMatchObject({ code: 'approval-signature' })
    flipped[at] = flipped[at]! ^ 1
  }
  expect(room.cloud.calls).toEqual([])
  await expect(attempt(room, id, code, statement)).resolves.toEqual({ run: 'run-1' })
})

test('a signed rejection is no approval, and an approval no rejection', async () => {
  const room = await workbench()
  const { id, statement, code } = await pressed(room)
  await expect(attempt(room, id, code, { ...statement, decision: 'reject' })).rejects.toMatchObject({ code: 'approval-decision' })
  await expect(room.plans.reject(id, statement, room.ada.sign(statement), undefined, room.ada.actor)).rejects.toMatchObject({ code: 'approval-decision' })
  expect(room.plans.get(id)?.summary.state).toBe('awaiting')
})

test('an end of the code that the device did not sign is refused', async () => {
  const room = await workbench()
  const { id, statement, code } = await pressed(room)
  const longer = { ...statement, expiresAt: new Date(room.time.now + 3_600_000).toISOString() }
  await expect(attempt(room, id, code, longer)).rejects.toMatchObject({ code: 'approval-void' })
})

test.each(['mcp', 'schedule', 'daemon'] as const)('%s has no hand to press or to type', async (via) => {
  const room = await workbench()
  const { id, digest, statement, code } = await pressed(room)
  const actor = { ...room.ada.actor, via }
  expect(() => room.plans.press(id, digest, actor)).toThrow(expect.objectContaining({ code: 'approval-device' }))
  await expect(room.plans.approve(id, code, statement, room.ada.sign(statement), actor)).rejects.toMatchObject({ code: 'approval-device' })
  expect(room.shown).toHaveLength(1)
})

test('a device that was revoked between the press and the code approves nothing', async () => {
  const room = await workbench()
  const { id, statement, code } = await pressed(room)
  room.revoked.add(room.ada.actor.device)
  await expect(attempt(room, id, code, statement)).rejects.toMatchObject({ code: 'approval-device' })
  expect(room.cloud.calls).toEqual([])
})

test('a cancelled code is void, and only the device that pressed can cancel', async () => {
  const room = await workbench()
  const { id, press, statement, code } = await pressed(room)
  room.plans.cancel(id, press.challenge, room.ben.actor)
  expect((await attempt(room, id, wrong(code), statement).catch((error: unknown) => error))).toMatchObject({ code: 'approval-wrong-code' })
  expect(room.plans.cancel(id, press.challenge, room.ada.actor).state).toBe('awaiting')
  await expect(attempt(room, id, code, statement)).rejects.toMatchObject({ code: 'approval-void' })
})

test('a restart voids every code and keeps every plan', async () => {
  const room = await workbench()
  const { id, statement, code } = await pressed(room)
  await room.restart()
  await expect(attempt(room, id, code, statement)).rejects.toMatchObject({ code: 'approval-void' })
  expect(room.plans.get(id)?.summary.state).toBe('awaiting')
})

test('what is final is acknowledged by name, all of it, before the code is even looked at', async () => {
  const room = await workbench()
  room.cloud.things(shop).set('db-cart', 7)
  const { id, digest } = await room.plans.propose(room.remove('db-cart'), {})
  expect(room.document(id)).toMatchObject({ rollback: { irreversible: [{ name: 'db-cart' }] }, simulation: { risk: { level: 'high' } } })
  const press = room.plans.press(id, digest, room.ada.actor)
  const silent = room.statement(digest, press)
  await expect(attempt(room, id, room.code(), silent)).rejects.toMatchObject({ code: 'approval-unacknowledged', message: expect.stringContaining('db-cart') })
  const spoken = room.statement(digest, press, [`${shop}/db-cart`])
  const { run } = await attempt(room, id, room.code(), spoken)
  await room.plans.over(run)
  expect(room.cloud.calls).toEqual(['delete db-cart'])
})

test('a rejection says who and why, changes nothing, and voids the code', async () => {
  const room = await workbench()
  const { id, digest, statement, code } = await pressed(room)
  const no: ApprovalStatement = { ...statement, decision: 'reject' }
  const summary = await room.plans.reject(id, no, room.ada.sign(no), 'not before Monday', room.ada.actor)
  expect(summary).toMatchObject({ state: 'rejected', why: 'not before Monday' })
  await expect(attempt(room, id, code, statement)).rejects.toMatchObject({ code: 'plan-state' })
  expect(room.audit.entries({ kind: 'plan.rejected' })).toMatchObject([
    { plan: id, digest, actor: room.ada.recorded, fields: { comment: 'not before Monday', statement: no, signature: room.ada.sign(no) } },
  ])
  await expect(room.plans.reject(id, no, room.ada.sign(no), undefined, room.ada.actor)).rejects.toMatchObject({ code: 'plan-state' })
})

test('a plan that nobody approved expires, by a look or by its own time, and its code with it', async () => {
  const room = await workbench()
  const { id, digest } = await room.plans.propose(scale(3), {})
  room.pass(30 * 60_000 - 1000)
  const press = room.plans.press(id, digest, room.ada.actor)
  expect(Date.parse(press.expiresAt)).toBe(Date.parse(room.plans.get(id)!.summary.expiresAt))
  room.pass(1000)
  const statement = room.statement(digest, press)
  await expect(attempt(room, id, room.code(), statement)).rejects.toMatchObject({ code: 'plan-expired' })
  expect(room.plans.list()[0]?.state).toBe('expired')
  expect(room.kinds().at(-1)).toBe('plan.expired')
  expect(room.cloud.calls).toEqual([])
})

test('a clock that is set back keeps no plan waiting for longer than it was made for', async () => {
  const room = await workbench()
  const { id, digest } = await room.plans.propose(scale(3), {})
  room.pass(29 * 60_000)
  room.time.now -= 3_600_000
  expect(room.plans.get(id)?.summary.state).toBe('awaiting')
  room.pass(60_000)
  expect(() => room.plans.press(id, digest, room.ada.actor)).toThrow(expect.objectContaining({ code: 'plan-expired' }))
  expect(room.kinds().at(-1)).toBe('plan.expired')
})

test('the digest that is pressed is the one that the person looked at', async () => {
  const room = await workbench()
  const { id } = await room.plans.propose(scale(3), {})
  expect(() => room.plans.press(id, 'f'.repeat(64), room.ada.actor)).toThrow(expect.objectContaining({ code: 'plan-digest' }))
  expect(() => room.plans.press('plan-99', 'f'.repeat(64), room.ada.actor)).toThrow(expect.objectContaining({ code: 'plan-unknown' }))
  expect(room.shown).toEqual([])
})

test('a modified plan takes the place of the one before, whose code is void', async () => {
  const room = await workbench()
  const { id, statement, code } = await pressed(room)
  const next = await room.plans.propose({ ...scale(5), supersedes: id }, {})
  expect(room.plans.get(id)?.summary).toMatchObject({ state: 'superseded', supersededBy: next.id })
  expect(room.document(next.id).supersedes).toBe(id)
  await expect(attempt(room, id, code, statement)).rejects.toMatchObject({ code: 'plan-state', hint: expect.stringContaining(next.id) })
  expect(room.cloud.calls).toEqual([])
})

test('a modification that comes to nothing leaves the plan that it would have replaced', async () => {
  const room = await workbench()
  const { id } = await room.plans.propose(scale(3), {})
  await expect(room.plans.propose({ ...scale(2), supersedes: id }, {})).rejects.toMatchObject({ code: 'plan-nothing' })
  expect(room.plans.get(id)?.summary.state).toBe('awaiting')
})
