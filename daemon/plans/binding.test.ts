import { expect, test } from 'vitest'
import { createHash } from 'node:crypto'
import { scale, shop, workbench } from './workbench.ts'

/**
 * One test for each element that an approval is bound to: it is changed after the person looked, and the plan doesn't run. What a service
 * alone can see (program, configuration, state, identity) is compared by its simulator in the run; the tiny cloud compares as the real
 * ones do, and what is tested here is what becomes of its answer.
 */
type Room = Awaited<ReturnType<typeof workbench>>

async function looked(room: Room) {
  const { id, digest } = await room.plans.propose(scale(3), {})
  const statement = room.statement(digest, room.plans.press(id, digest, room.ada.actor))
  const code = room.code()
  return { id, approve: () => room.plans.approve(id, code, statement, room.ada.sign(statement), room.ada.actor) }
}

test.each(['program', 'lockFile', 'configuration', 'account', 'role'])('a changed %s: nothing is changed, the element is named, a new plan waits', async (element) => {
  const room = await workbench()
  const { id, approve } = await looked(room)
  room.cloud.elements[element] = 'b'
  const { run } = await approve()
  await room.plans.over(run)
  expect(room.cloud.calls).toEqual([])
  expect(room.plans.run(run)).toMatchObject({ state: 'failed', canUndo: false, steps: [], conclusion: expect.stringContaining(`the ${element} is not the one that was approved`) })
  expect(room.plans.get(id)?.summary).toMatchObject({ state: 'superseded', why: expect.stringContaining(element), supersededBy: 'plan-2' })
  expect(room.plans.get('plan-2')?.summary).toMatchObject({ state: 'awaiting', title: 'scale web to 3' })
  expect(room.shown).toHaveLength(1)
  expect(room.audit.entries({ kind: 'run.failed' })).toMatchObject([{ run, fields: { element, nothingChanged: true } }])
  expect(room.audit.entries({ kind: 'plan.superseded' })).toMatchObject([{ plan: id }])
})

test('a changed state is found by what was captured, before the service is asked at all', async () => {
  const room = await workbench()
  const { id, approve } = await looked(room)
  room.cloud.things(shop).set('web', 7)
  const { run } = await approve()
  await room.plans.over(run)
  expect(room.cloud.calls).toEqual([])
  expect(room.plans.get(id)?.summary).toMatchObject({ state: 'superseded', why: expect.stringContaining('state') })
  expect(room.document('plan-2').simulation.steps[0]?.changes[0]?.properties).toEqual([{ path: 'value', before: '7', after: '3' }])
})

test('a world that moved to where the plan would have brought it leaves nothing to approve', async () => {
  const room = await workbench()
  const { id, approve } = await looked(room)
  room.cloud.things(shop).set('web', 3)
  const { run } = await approve()
  await room.plans.over(run)
  expect(room.plans.get(id)?.summary).toMatchObject({ state: 'superseded', why: expect.stringContaining('Nothing would change') })
  expect(room.plans.list().filter(plan => plan.state === 'awaiting')).toEqual([])
})

test('a mode that was lowered voids the plans that wait, and their codes', async () => {
  const room = await workbench()
  const { id, approve } = await looked(room)
  room.plans.mode(shop, 'read-only', room.ben.actor)
  expect(room.plans.get(id)?.summary).toMatchObject({ state: 'superseded', why: expect.stringContaining('read-only') })
  await expect(approve()).rejects.toMatchObject({ code: 'plan-state' })
  expect(room.cloud.calls).toEqual([])
})

test('a mode that is another one in the store alone is found at the approval', async () => {
  const room = await workbench()
  const { id, approve } = await looked(room)
  room.store.database.run('INSERT INTO modes VALUES (?, ?, ?, ?)', [shop, 'production', '', 'somebody'])
  await expect(approve()).rejects.toMatchObject({ code: 'plan-moved', message: expect.stringContaining('mode') })
  expect(room.plans.get(id)?.summary.state).toBe('superseded')
})

test('a mode that is lowered while the run captures stops it before its first change', async () => {
  const room = await workbench()
  const { approve } = await looked(room)
  const { run } = await approve()
  room.plans.mode(shop, 'read-only', room.ben.actor)
  await room.plans.over(run)
  expect(room.cloud.calls).toEqual([])
  expect(room.plans.run(run)).toMatchObject({ state: 'failed', conclusion: expect.stringContaining('mode') })
})

/** The store refuses to rewrite a plan; somebody who can write the file itself takes that guard away first. */
function forge(room: Room, id: number, change: (document: Record<string, unknown>) => void, newDigest: boolean): void {
  const row = room.store.database.get<{ bytes: Uint8Array }>('SELECT bytes FROM plans WHERE id = ?', [id])!
  const document = JSON.parse(new TextDecoder().decode(row.bytes)) as Record<string, unknown>
  change(document)
  const bytes = new TextEncoder().encode(JSON.stringify(document))
  expect(() => { room.store.database.run('UPDATE plans SET bytes = ? WHERE id = ?', [bytes, id]) }).toThrow('a plan is written once')
  room.store.database.run('DROP TRIGGER plans_stay_as_written')
  room.store.database.run('UPDATE plans SET bytes = ? WHERE id = ?', [bytes, id])
  if (newDigest) room.store.database.run('UPDATE plans SET digest = ? WHERE id = ?', [createHash('sha256').update(bytes).digest('hex'), id])
}

test('plan bytes that were changed in the store are no plan', async () => {
  const room = await workbench()
  const { id, approve } = await looked(room)
  forge(room, 1, document => { document.title = 'something else' }, false)
  await expect(approve()).rejects.toMatchObject({ code: 'plan-damaged' })
  expect(room.plans.get(id)?.summary.state).toBe('superseded')
  expect(room.cloud.calls).toEqual([])
})

test('plan bytes that were changed together with their digest are not what the device signed', async () => {
  const room = await workbench()
  const { approve } = await looked(room)
  forge(room, 1, document => { document.title = 'something else' }, true)
  await expect(approve()).rejects.toMatchObject({ code: 'plan-digest' })
  expect(room.cloud.calls).toEqual([])
})

test('a policy result that the rules do not give again is refused', async () => {
  const room = await workbench()
  const { id } = await room.plans.propose(scale(3), {})
  forge(room, 1, document => { document.policy = [] }, true)
  const { digest } = room.plans.get(id)!.summary
  expect(() => room.plans.press(id, digest, room.ada.actor)).toThrow(expect.objectContaining({ code: 'plan-moved', message: expect.stringContaining('policy') }))
})

test('an expiry that was moved in the store does not move the one that was signed', async () => {
  const room = await workbench()
  const { id } = await room.plans.propose(scale(3), {})
  room.store.database.run("UPDATE plans SET expires_at = '2099-01-01T00:00:00.000Z'")
  room.pass(31 * 60_000)
  const { digest } = room.plans.get(id)!.summary
  expect(() => room.plans.press(id, digest, room.ada.actor)).toThrow(expect.objectContaining({ code: 'plan-moved', message: expect.stringContaining('expiry') }))
})

test('a target that is gone from the configuration is named', async () => {
  const room = await workbench()
  const { approve } = await looked(room)
  room.cloud.forget(shop)
  await expect(approve()).rejects.toMatchObject({ code: 'plan-moved', message: expect.stringContaining('target') })
})

test('no plan runs without its approval, whoever writes to the store', async () => {
  const room = await workbench()
  await room.plans.propose(scale(3), {})
  const { database } = room.store
  for (const state of ['approved', 'running']) {
    expect(() => { database.run('UPDATE plans SET state = ? WHERE id = 1', [state]) }).toThrow('no plan runs without its approval')
  }
  expect(() => { database.run("INSERT INTO runs (plan, state, operation, started_at, person, device, via) VALUES (1, 'running', '', '', '', '', '')") })
    .toThrow('a run belongs to a plan that may run')
  expect(() => { database.run("INSERT INTO plans (state, title, request, created_at, expires_at, person) VALUES ('awaiting', '', '', '', '', '')") })
    .toThrow('a plan begins as a draft')
})
