import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { PlanDocument } from '../../shared/plan.ts'
import { scale, shop, workbench } from './workbench.ts'

test('a proposal becomes a plan that waits, and nothing has happened', async () => {
  const room = await workbench()
  const plan = await room.plans.propose(scale(3), {})
  expect(plan).toMatchObject({ id: 'plan-1', state: 'awaiting', risk: 'low', target: shop, person: 'Ada', counts: { update: 1 } })
  expect(room.cloud.calls).toEqual([])
  expect(room.shown).toEqual([])
  expect(room.kinds()).toEqual(['plan.proposed', 'plan.simulated', 'plan.awaiting'])
})

test('D is the SHA-256 of bytes from which everything on the card can be read', async () => {
  const room = await workbench()
  const { id, digest } = await room.plans.propose(scale(3), {})
  const { bytes } = room.plans.get(id)!
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest)
  const document = PlanDocument.parse(JSON.parse(new TextDecoder().decode(bytes)))
  expect(document.asked.words).toBe('scale web to 3')
  expect(document.simulation.steps[0]?.changes[0]?.properties).toEqual([{ path: 'value', before: '2', after: '3' }])
  expect(Object.keys(document.bindings[0]?.digests ?? {})).toEqual(expect.arrayContaining(['state', 'program', 'configuration', 'policy']))
  const [attachment] = document.attachments
  expect(new TextDecoder().decode(room.plans.attachment(id, attachment!.sha256))).toBe('update web')
  expect(room.plans.attachment('plan-2', attachment!.sha256)).toBeUndefined()
})

test('propose, press, approve, run, and find it on the record', async () => {
  const room = await workbench()
  const { id, digest } = await room.plans.propose(scale(3), {})
  const pressed = room.plans.press(id, digest, room.ada.actor)
  expect(room.shown).toMatchObject([{ digest, expiresAt: pressed.expiresAt, code: expect.stringMatching(/^[0-9]{6}$/) }])
  const statement = room.statement(digest, pressed)
  const { run } = await room.plans.approve(id, room.code(), statement, room.ada.sign(statement), room.ada.actor)
  await room.plans.over(run)

  expect(room.cloud.calls).toEqual(['update web'])
  expect(room.cloud.things(shop).get('web')).toBe(3)
  expect(room.plans.run(run)).toMatchObject({
    state: 'succeeded', plan: id, digest, asSimulated: true, canUndo: true, conclusion: expect.stringContaining('As simulated'),
    steps: [{ name: 'web', state: 'done', phase: 'forward', startedAt: expect.any(String), endedAt: expect.any(String) }],
    log: [{ text: 'update web' }],
  })
  expect(room.plans.get(id)?.summary).toMatchObject({ state: 'succeeded', run })
  expect(room.kinds()).toEqual([
    'plan.proposed', 'plan.simulated', 'plan.awaiting', 'approval.pressed', 'approval.granted', 'run.started', 'step.intent', 'step.outcome', 'run.succeeded',
  ])
  const granted = room.audit.entries().find(entry => entry.kind === 'approval.granted')
  expect(granted).toMatchObject({ plan: id, digest, actor: room.ada.recorded, fields: { statement, signature: room.ada.sign(statement) } })
  expect(room.plans.run(run)?.entry).toBe(room.audit.entries().find(entry => entry.kind === 'run.succeeded')?.sequence)
})

test('the code is nowhere but on the terminal: not in the record, the store, an event or an answer', async () => {
  const room = await workbench()
  const { run } = await room.change(scale(3))
  await room.plans.over(run)
  const code = room.code()
  expect(JSON.stringify([room.audit.entries({ limit: 1000 }), room.heard, room.plans.run(run), room.plans.list()]).split(/[^0-9]/)).not.toContain(code)
  expect(room.file().includes(code)).toBe(false)
})

test('a plan of what is already so is refused, and leaves no plan behind', async () => {
  const room = await workbench()
  await expect(room.plans.propose(scale(2), {})).rejects.toMatchObject({ code: 'plan-nothing' })
  expect(room.kinds()).toEqual(['plan.proposed', 'plan.simulated', 'plan.rejected'])
  expect(room.plans.list().map(plan => plan.state)).toEqual(['rejected'])
})

test('a read-only target gets no plan, and an unknown one is told which there are', async () => {
  const room = await workbench()
  room.plans.mode(shop, 'read-only', room.ada.actor)
  await expect(room.plans.propose(scale(3), {})).rejects.toMatchObject({ code: 'target-read-only' })
  await expect(room.plans.propose(scale(3, 'pulumi:shop/nope'), {})).rejects.toMatchObject({ code: 'target-unknown', hint: expect.stringContaining(shop) })
})

test('what would happen is told without a plan, a code or a record', async () => {
  const room = await workbench()
  room.plans.mode(shop, 'read-only', room.ada.actor)
  const before = room.audit.size
  const answer = await room.plans.wouldHappen(scale(5).steps, {})
  expect(answer).toMatchObject({ counts: { update: 1 }, duration: { samples: 0 } })
  expect(room.plans.list()).toEqual([])
  expect(room.audit.size).toBe(before)
})

test('a protected thing is not deleted by any plan', async () => {
  const room = await workbench()
  room.cloud.things(shop).set('guarded-orders', 1)
  await expect(room.plans.propose(room.remove('guarded-orders'), {})).rejects.toMatchObject({ code: 'plan-policy', message: expect.stringContaining('guarded-orders') })
  expect(room.cloud.things(shop).get('guarded-orders')).toBe(1)
})

test('planning that was stopped leaves nothing but its record', async () => {
  const room = await workbench()
  await expect(room.plans.propose(scale(3), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'stopped' })
  expect(room.kinds()).toEqual(['plan.proposed', 'plan.rejected'])
})

test('plans, runs and modes are still there after a restart', async () => {
  const room = await workbench()
  const { run } = await room.change(scale(3))
  await room.plans.over(run)
  const waiting = await room.plans.propose(scale(4), {})
  const before = [room.plans.run(run), room.plans.get(waiting.id)]
  await room.restart()
  expect([room.plans.run(run), room.plans.get(waiting.id)]).toEqual(before)
})

test('the next plan of the same kind knows how long the last one took', async () => {
  const room = await workbench()
  const { run } = await room.change(scale(3))
  await room.plans.over(run)
  const { id } = await room.plans.propose(scale(4), {})
  expect(room.document(id).simulation.duration.samples).toBe(1)
})
