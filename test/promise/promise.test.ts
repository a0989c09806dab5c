import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openRoomOver, request } from '../../daemon/plans/tiny-room.ts'
import { openWorld, stepsOf, type StepBody } from '../simulator/sandbox.ts'
import { unauthorised, type ReceivedCall } from './matched-calls.ts'

// Each plan is a preview of a real engine and each run three of its processes.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

/** One story over the whole path: plans, codes and record are the daemon's own, the engine and the cloud are real. */
let world: Awaited<ReturnType<typeof openWorld>>
let room: Awaited<ReturnType<typeof openRoomOver<typeof world.simulator>>>
beforeAll(async () => {
  world = await openWorld()
  room = await openRoomOver(world.simulator)
  expect((await change({ operation: 'deploy' })).state).toBe('succeeded')
})
afterAll(async () => {
  await room.end()
  await world.close()
})

const asked = (...bodies: StepBody[]) => request(stepsOf(...bodies), 'a change', room.ada)
async function change(...bodies: StepBody[]) {
  const { run } = await room.change(asked(...bodies))
  await room.plans.over(run)
  return room.plans.run(run)!
}
async function settled({ steps, title }: { steps: Parameters<typeof request>[0], title: string }) {
  const { run } = await room.change(request(steps, title, room.ada))
  await room.plans.over(run)
  expect(room.plans.run(run)).toMatchObject({ state: 'succeeded' })
}
const settingsFile = () => join(world.sandbox.shop, 'Pulumi.dev.yaml')
const whole = async () => ({ cloud: await world.everything(), settings: readFileSync(settingsFile(), 'utf8') })
const received = async () => (await world.api('GET', '/calls') as { calls: ReceivedCall[] }).calls

it('refuses before any change whatever moved after the person looked, names it, and has the new plan ready', async () => {
  const before = { calls: (await received()).length, settings: readFileSync(settingsFile(), 'utf8') }
  const program = join(world.sandbox.shop, 'index.ts')
  const state = join(world.sandbox.state, '.pulumi', 'stacks', 'shop', 'dev.json')
  const moves: [string, () => void][] = [
    ['program', () => { appendFileSync(program, '\n// a line that nobody looked at\n') }],
    ['configuration', () => { appendFileSync(settingsFile(), '  shop:content: somebody else was here\n') }],
    ['state', () => { writeFileSync(state, `${readFileSync(state, 'utf8')} `) }],
    ['environment', () => { world.environment.AWS_PROFILE = 'production' }],
  ]
  let { id } = await room.plans.propose(asked({ operation: 'set-config', key: 'replicas', value: 5 }), {})
  for (const [element, move] of moves) {
    move()
    const { run } = await room.approve(id)
    await room.plans.over(run)
    expect(room.plans.run(run)).toMatchObject({ state: 'failed', steps: [], conclusion: expect.stringMatching(/^Nothing was changed/) })
    const { summary } = room.plans.get(id)!
    expect(summary).toMatchObject({ state: 'superseded', why: expect.stringContaining(element), supersededBy: expect.stringMatching(/^plan-/) })
    // the new plan was simulated on the world as it is now: the next element is moved under it
    id = summary.supersededBy!
    expect(room.plans.get(id)?.summary.state).toBe('awaiting')
  }
  expect((await received()).length).toBe(before.calls)
  writeFileSync(settingsFile(), before.settings)
})

it('brings everything back by undo: what was changed, what was deleted, and the settings', async () => {
  const before = await whole()
  const run = await change({ operation: 'set-config', key: 'replicas', value: 4 }, { operation: 'set-config', key: 'search', value: false })
  expect(run.state).toBe('succeeded')
  expect(await whole()).not.toEqual(before)
  const { title, steps } = room.plans.undo(run.id)
  const undone = await room.change(request(steps, title, room.ada))
  await room.plans.over(undone.run)
  expect(room.plans.run(undone.run)).toMatchObject({ state: 'succeeded', asSimulated: true, undoes: run.id })
  expect(await whole()).toEqual(before)
})

/** Every operation that is not labelled irreversible: run, undo, and everything is as before. */
it.each<[string, () => StepBody[] | Promise<StepBody[]>]>([
  ['an update', () => [{ operation: 'set-config', key: 'content', value: 'Everything, and more.' }]],
  ['the removal of a setting', async () => {
    await change({ operation: 'set-config', key: 'searchReplicas', value: 2 })
    return [{ operation: 'remove-config', key: 'searchReplicas' }]
  }],
  ['things that are made and things that go', () => [{ operation: 'set-config', key: 'search', value: false }]],
  ['a deployment of a program that somebody changed', () => {
    const program = join(world.sandbox.shop, 'index.ts')
    writeFileSync(program, readFileSync(program, 'utf8').replace('Your cart is kept for a week.', 'Your cart is kept for a month.'))
    return [{ operation: 'deploy' }]
  }],
])('everything is as before after %s was run and undone, and as after it when the undo is undone', async (_name, bodies) => {
  const wanted = await bodies()
  const before = await whole()
  const run = await change(...wanted)
  expect(run.state).toBe('succeeded')
  const after = await whole()
  let last = run.id
  for (const expected of [before, after, before]) {
    const { title, steps } = room.plans.undo(last)
    last = (await room.change(request(steps, title, room.ada))).run
    await room.plans.over(last)
    expect(room.plans.run(last)).toMatchObject({ state: 'succeeded', asSimulated: true })
    expect(await whole()).toEqual(expected)
  }
})

/** The one call that no run made: somebody's own, so that there is a drift. */
let byHand = 0
it('offers no undo of what changed the record alone: it would change the world', async () => {
  byHand = (await received()).length + 1
  await world.api('PATCH', '/sites/cart', { replicas: 3 })
  const run = await change({ operation: 'refresh' })
  expect(run).toMatchObject({ state: 'succeeded', canUndo: false })
  expect(() => room.plans.undo(run.id)).toThrow(expect.objectContaining({ code: 'undo-impossible', message: expect.stringContaining('nothing but the record') }))
  expect((await change({ operation: 'deploy' })).state).toBe('succeeded')
})

it('rolls a failure back by itself, without a second code', async () => {
  const before = { ...await whole(), codes: room.shown.length }
  await world.api('POST', '/faults', { mode: 'fail', kind: 'sites', action: 'update', name: 'cart' })
  const run = await change({ operation: 'set-config', key: 'replicas', value: 4 }, { operation: 'set-config', key: 'cartReplicas', value: 2 })
  expect(run).toMatchObject({ state: 'rolled-back', conclusion: expect.stringContaining('told to fail') })
  expect({ ...await whole(), codes: room.shown.length - 1 }).toEqual(before)
})

it('does not call rolled back what its provider still has: it says what that is, and the refresh and the undo that it names bring it back', async () => {
  const before = await whole()
  await world.api('POST', '/faults', { mode: 'deny', kind: 'sites', action: 'update', name: 'web' })
  const run = await change({ operation: 'set-config', key: 'replicas', value: 5 })
  expect(run).toMatchObject({
    state: 'rollback-failed', canUndo: true, steps: [{ name: 'web', phase: 'forward', state: 'failed' }],
    conclusion: expect.stringMatching(/web has replicas 5 \(the record says \d\) at its provider.*refresh the state of shop\/dev.*countersign undo run-\d+/s),
  })
  expect((await change({ operation: 'refresh' })).state).toBe('succeeded')
  const { title, steps } = room.plans.undo(run.id)
  const undone = await room.change(request(steps, title, room.ada))
  await room.plans.over(undone.run)
  expect(room.plans.run(undone.run)).toMatchObject({ state: 'succeeded' })
  expect(await whole()).toEqual(before)
})

it('stops and asks where an answer was lost, builds nothing on it, and finishes by a plan', async () => {
  // twice, because the provider asks again once
  const drop = { mode: 'drop', kind: 'sites', action: 'update', name: 'web' }
  await world.api('POST', '/faults', drop)
  await world.api('POST', '/faults', drop)
  const run = await change({ operation: 'set-config', key: 'replicas', value: 6 })
  expect(run).toMatchObject({ state: 'interrupted', conclusion: expect.stringMatching(/not known.*update web.*settle/s), steps: [{ name: 'web', state: 'unknown' }] })
  await expect(room.plans.propose(asked({ operation: 'deploy' }), {})).rejects.toMatchObject({ code: 'target-unsettled' })
  // nothing builds on what nobody knows: it is read from the provider first, by a plan of its own
  const { offers, unknown } = await room.plans.settle(run.id)
  expect([offers.map(offer => offer.conclusion), unknown]).toEqual([['record'], [expect.stringContaining('web')]])
  const [finishing, undoing] = (['finish', 'undo'] as const).map(conclusion => stepsOf({ operation: 'settle', run: run.id, conclusion }))
  for (const steps of [finishing!, undoing!]) {
    await expect(room.plans.propose(request(steps, 'too early', room.ada), {})).rejects.toMatchObject({ code: 'settle-pending' })
  }
  await settled(offers[0]!)
  await settled((await room.plans.settle(run.id)).offers.find(offer => offer.conclusion === 'finish')!)
  expect(await world.everything()).toMatchObject({ resources: expect.arrayContaining([expect.objectContaining({ id: 'sites/web', replicas: 6, listening: 6 })]) })
  expect(room.plans.run(run.id)?.canUndo).toBe(false)
})

it('finds a create whose every answer was lost by its name and its tag, and takes it back without leaving it behind', async () => {
  expect((await change({ operation: 'set-config', key: 'search', value: false })).state).toBe('succeeded')
  const before = await whole()
  for (let time = 0; time < 2; time++) await world.api('POST', '/faults', { mode: 'drop', kind: 'sites', action: 'create', name: 'search' })
  const run = await change({ operation: 'set-config', key: 'search', value: true })
  expect(run).toMatchObject({ state: 'interrupted', conclusion: expect.stringMatching(/create search/) })
  const found = await room.plans.settle(run.id)
  expect(found.known).toContain('search was begun and is there (sites/search)')
  await settled(found.offers[0]!)
  await settled((await room.plans.settle(run.id)).offers.find(offer => offer.conclusion === 'undo')!)
  expect(await whole()).toEqual(before)
})

it('leaves no call at the cloud that is not a step of an approved run', async () => {
  const calls = await received()
  expect(calls.length).toBeGreaterThan(8)
  expect(unauthorised(calls.filter(({ sequence }) => sequence !== byHand), room.audit.entries({ limit: 1000 }))).toEqual([])
})
