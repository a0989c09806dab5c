import { expect, test } from 'vitest'
import type { Mode } from '../../shared/plan.ts'
import { request, scale, set, several, shop, workbench } from './workbench.ts'

type Room = Awaited<ReturnType<typeof workbench>>
const modeOf = (room: Room) => room.plans.targets().find(target => target.id === shop)?.mode

async function raise(room: Room, mode: Mode): Promise<string> {
  const asked = room.plans.mode(shop, mode, room.ada.actor)
  if ('changed' in asked) throw new Error('that was no raise')
  const { run } = await room.change(request(asked.steps, asked.title, room.ada))
  await room.plans.over(run)
  return run
}

test('lowering a mode is immediate and on the record', async () => {
  const room = await workbench()
  expect(room.plans.mode(shop, 'read-only', room.ada.actor)).toEqual({ changed: true })
  expect(modeOf(room)).toBe('read-only')
  expect(room.audit.entries()).toMatchObject([{ kind: 'mode.lowered', actor: room.ada.recorded, fields: { target: shop, before: 'dev', after: 'read-only' } }])
  await room.restart()
  expect(modeOf(room)).toBe('read-only')
})

test.each([
  ['a thing', scale(3)], ['files alone', scale(3, shop, 'note')],
])('a mode that is lowered while a run previews is lowered before it begins: nothing of %s is changed', async (_what, asked) => {
  const room = await workbench()
  const execute = room.cloud.execute.bind(room.cloud)
  room.cloud.execute = (...all) => {
    room.plans.mode(shop, 'read-only', room.ben.actor)
    return execute(...all)
  }
  const { id, run } = await room.change(asked)
  await room.plans.over(run)
  expect(room.plans.run(run)).toMatchObject({ state: 'failed', steps: [], conclusion: expect.stringMatching(/^Nothing was changed, because the mode/) })
  expect(room.plans.get(id)?.summary).toMatchObject({ state: 'superseded', why: expect.stringContaining('read-only') })
  expect([room.cloud.calls, [...room.cloud.things(shop)], room.cloud.files(shop)]).toEqual([[], [['web', 2]], {}])
})

test('a mode that is lowered after the first change lets the run finish what was approved', async () => {
  const room = await workbench()
  room.cloud.hanging.add('web')
  const hung = room.cloud.hung()
  const { run } = await room.change(several(room, set('web', 3, 1), set('cart', 1, 2)))
  await hung
  room.plans.mode(shop, 'read-only', room.ben.actor)
  room.cloud.release()
  await room.plans.over(run)
  expect(room.plans.run(run)).toMatchObject({ state: 'succeeded' })
})

test('raising a mode is a plan with a code and a run', async () => {
  const room = await workbench()
  room.plans.mode(shop, 'read-only', room.ada.actor)
  const run = await raise(room, 'production')
  expect(modeOf(room)).toBe('production')
  expect(room.plans.run(run)).toMatchObject({ state: 'succeeded', asSimulated: true, canUndo: false, conclusion: expect.stringContaining('production') })
  expect(room.audit.entries({ kind: 'mode.raised' })).toMatchObject([{ actor: { person: 'Ada' }, fields: { before: 'read-only', after: 'production' } }])
  expect(room.cloud.calls).toEqual([])
})

test.each([
  ['read-only', 'production', 'plan'], ['read-only', 'dev', 'plan'], ['production', 'dev', 'plan'],
  ['dev', 'production', 'at once'], ['production', 'read-only', 'at once'], ['dev', 'dev', 'at once'],
] as const)('from %s to %s: %s, because what allows more is a change like any other', async (from, to, how) => {
  const room = await workbench()
  room.store.database.run('INSERT INTO modes VALUES (?, ?, ?, ?)', [shop, from, '', ''])
  expect('changed' in room.plans.mode(shop, to, room.ada.actor) ? 'at once' : 'plan').toBe(how)
})

test('a plan that raises a mode does not raise it from another one', async () => {
  const room = await workbench()
  room.plans.mode(shop, 'production', room.ada.actor)
  const asked = room.plans.mode(shop, 'dev', room.ada.actor)
  if ('changed' in asked) throw new Error('that was no raise')
  const { id } = await room.plans.propose(request(asked.steps, asked.title, room.ada), {})
  room.plans.mode(shop, 'read-only', room.ben.actor)
  expect(room.plans.get(id)?.summary.state).toBe('superseded')
  expect(modeOf(room)).toBe('read-only')
})

test('a mode and a change of what it guards are never one plan', async () => {
  const room = await workbench()
  room.plans.mode(shop, 'read-only', room.ada.actor)
  const asked = room.plans.mode(shop, 'dev', room.ada.actor)
  if ('changed' in asked) throw new Error('that was no raise')
  const both = request([...asked.steps, { ...scale(3).steps[0]!, id: 'step-2' }], 'both', room.ada)
  await expect(room.plans.propose(both, {})).rejects.toMatchObject({ code: 'plan-steps' })
})

test('an unknown target has no mode', async () => {
  const room = await workbench()
  expect(() => room.plans.mode('pulumi:no/where', 'dev', room.ada.actor)).toThrow(expect.objectContaining({ code: 'target-unknown' }))
})

test('a plan for production waits a shorter time', async () => {
  const room = await workbench()
  const waits = async () => {
    const { createdAt, expiresAt } = await room.plans.propose(scale(3), {})
    return (Date.parse(expiresAt) - Date.parse(createdAt)) / 60_000
  }
  expect(await waits()).toBe(30)
  room.plans.mode(shop, 'production', room.ada.actor)
  expect(await waits()).toBe(10)
})
