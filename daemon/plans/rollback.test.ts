import { expect, test } from 'vitest'
import type { Step } from '../../shared/plan.ts'
import { scale, set, several, shop, undo, workbench } from './workbench.ts'

const prod = 'pulumi:shop/prod'

test('a failure half-way is rolled back by itself, and the world is as before', async () => {
  const room = await workbench()
  room.cloud.failing.add('cart')
  const { id, run } = await room.change(several(room, set('web', 3, 1), set('cart', 1, 2)))
  await room.plans.over(run)
  expect([...room.cloud.things(shop)]).toEqual([['web', 2]])
  expect(room.plans.run(run)).toMatchObject({
    state: 'rolled-back', canUndo: false, conclusion: expect.stringContaining('rolled back'),
    steps: [
      { name: 'web', phase: 'forward', state: 'done' }, { name: 'cart', phase: 'forward', state: 'failed' }, { name: 'web', phase: 'rollback', state: 'done' },
    ],
  })
  expect(room.plans.get(id)?.summary.state).toBe('rolled-back')
  expect(room.kinds().slice(5)).toEqual([
    'run.started', 'step.intent', 'step.outcome', 'step.intent', 'step.outcome', 'run.failed', 'run.rolling-back', 'step.intent', 'step.outcome', 'run.rolled-back',
  ])
})

test('what only records, breaks a lock or tries code is never rolled back by itself', async () => {
  const room = await workbench()
  const simulate = room.cloud.simulate.bind(room.cloud)
  room.cloud.simulate = async (id, _steps, options) => {
    const simulated = await simulate(id, [set('web', 3, 1)], options)
    return { ...simulated, rollback: { ...simulated.rollback, automatic: false } }
  }
  const only = { id: 'step-1', service: 'pulumi' as const, target: shop, dependsOn: [] }
  const steps: Step[] = [
    { ...only, operation: 'settle', parameters: { run: 'run-1', conclusion: 'unlock' } },
    { ...only, operation: 'try-code', parameters: { edit: 'e'.repeat(64) } },
  ]
  for (const step of steps) {
    room.cloud.failing.add('web')
    const { run } = await room.change(several(room, step))
    await room.plans.over(run)
    expect(room.plans.run(run)).toMatchObject({ state: 'failed', steps: [{ name: 'web', state: 'failed' }] })
  }
  expect(room.cloud.rollbacks).toEqual([])
})

test('stages of a plan are rolled back together, the last one first', async () => {
  const room = await workbench(shop, prod)
  room.cloud.failing.add('pay')
  const { run } = await room.change(several(room, set('web', 3, 1), set('web', 5, 2, prod), set('pay', 1, 3, prod)))
  await room.plans.over(run)
  expect(room.plans.run(run)?.state).toBe('rolled-back')
  expect([room.cloud.things(shop).get('web'), room.cloud.things(prod).get('web')]).toEqual([2, 2])
  expect(room.cloud.calls).toEqual(['update web', 'update web', 'update web', 'update web'])
})

test('a stage that found its world moved leaves it to whoever moved it, and the stages before it go back', async () => {
  const room = await workbench(shop, prod)
  const { id } = await room.plans.propose(several(room, set('web', 3, 1), set('web', 5, 2, prod)), {})
  room.cloud.hanging.add('web')
  const { run } = await room.approve(id)
  await room.cloud.hung()
  room.cloud.things(prod).set('web', 9)
  room.cloud.release()
  await room.plans.over(run)
  expect(room.plans.run(run)?.state).toBe('rolled-back')
  expect([room.cloud.things(shop).get('web'), room.cloud.things(prod).get('web'), room.cloud.rollbacks]).toEqual([2, 9, [shop]])
})

test('a stage that changed files alone goes back with the run, too', async () => {
  const room = await workbench(shop, prod)
  room.cloud.failing.add('web')
  const { run } = await room.change(several(room, set('note', 1, 1), set('web', 5, 2, prod)))
  await room.plans.over(run)
  expect(room.plans.run(run)).toMatchObject({ state: 'rolled-back' })
  expect([room.cloud.files(shop), room.cloud.rollbacks]).toEqual([{}, [prod, shop]])
})

test('a later stage that is refused is no run that changed nothing, where an earlier one changed files', async () => {
  const room = await workbench(shop, prod)
  const { id } = await room.plans.propose(several(room, set('note', 1, 1), set('web', 5, 2, prod)), {})
  const execute = room.cloud.execute.bind(room.cloud)
  room.cloud.execute = (plan, target, ...rest) => {
    if (target === prod) room.cloud.things(prod).set('web', 9)
    return execute(plan, target, ...rest)
  }
  const { run } = await room.approve(id)
  await room.plans.over(run)
  expect(room.plans.run(run)).toMatchObject({ state: 'rolled-back', conclusion: expect.stringMatching(/^It failed: state/) })
  expect([room.cloud.files(shop), room.cloud.things(prod).get('web'), room.cloud.rollbacks]).toEqual([{}, 9, [shop]])
})

test('what changed files alone is named where it stays, and can be undone', async () => {
  const room = await workbench(shop, prod)
  room.cloud.failing.add('web')
  room.cloud.failsRollback = true
  const failed = await room.change(several(room, set('note', 1, 1), set('web', 5, 2, prod)))
  await room.plans.over(failed.run)
  expect(room.plans.run(failed.run)).toMatchObject({ state: 'rollback-failed', canUndo: true, conclusion: expect.stringContaining('Files, outputs or the state of shop/dev are changed') })
  room.cloud.hanging.add('web')
  const hung = room.cloud.hung()
  const stopped = await room.change(several(room, set('note', 2, 1), set('web', 6, 2, prod), set('pay', 6, 3, prod)))
  await hung
  room.plans.stop(stopped.run, room.ada.actor)
  room.cloud.failing.clear()
  room.cloud.release()
  await room.plans.over(stopped.run)
  expect(room.plans.run(stopped.run)).toMatchObject({ state: 'stopped', conclusion: expect.stringMatching(/Done: update web\. Files, outputs or the state of shop\/dev are changed/) })
  const alone = await room.change(several(room, set('note', 3, 1)))
  await room.plans.over(alone.run)
  expect(room.plans.run(alone.run)).toMatchObject({ state: 'succeeded', steps: [], canUndo: true })
})

test('a rollback that fails says what is where and offers the undo', async () => {
  const room = await workbench()
  room.cloud.failing.add('cart')
  room.cloud.failsRollback = true
  const { run } = await room.change(several(room, set('web', 3, 1), set('cart', 1, 2)))
  await room.plans.over(run)
  expect(room.plans.run(run)).toMatchObject({ state: 'rollback-failed', canUndo: true, conclusion: expect.stringMatching(/cart: the tiny cloud said no.*the tiny cloud is gone.*Still there: update web\..*countersign undo run-1/s) })
  room.cloud.failsRollback = false
  const undone = await room.change(undo(room, run))
  await room.plans.over(undone.run)
  expect([...room.cloud.things(shop)]).toEqual([['web', 2]])
})

test('a change that the approved document does not hold is refused where it would begin', async () => {
  const room = await workbench()
  room.cloud.meddling.add('web')
  const { run } = await room.change(scale(3))
  await room.plans.over(run)
  expect(room.cloud.calls).toEqual(['update web', 'update web'])
  expect(room.cloud.things(shop).has('extra')).toBe(false)
  expect(room.plans.run(run)).toMatchObject({ state: 'rolled-back', conclusion: expect.stringContaining('not in what was approved') })
})

/** A run whose first two changes are done, whose third fails when it was stopped, and which hangs while it goes back. */
async function hangingRollback() {
  const room = await workbench()
  room.cloud.hanging.add('cart')
  room.cloud.failing.add('cart')
  const forward = room.cloud.hung()
  const { run } = await room.change(several(room, set('web', 3, 1), set('pay', 1, 2), set('cart', 1, 3)))
  await forward
  room.plans.stop(run, room.ada.actor)
  const back = room.cloud.hung()
  room.cloud.release()
  room.cloud.hanging.add('pay')
  await back
  expect(room.plans.run(run)?.state).toBe('rolling-back')
  return { room, run }
}

test('a rollback that is stopped finishes what is in flight, takes nothing more back, and says what is where', async () => {
  const { room, run } = await hangingRollback()
  room.plans.stop(run, room.ben.actor)
  room.cloud.release()
  await room.plans.over(run)
  expect(room.plans.run(run)).toMatchObject({
    state: 'rollback-failed', canUndo: true,
    conclusion: expect.stringMatching(/Its rollback was stopped: .*Still there: update web\. As before again: pay\..*countersign undo run-1/s),
  })
  expect([...room.cloud.things(shop)]).toEqual([['web', 3]])
  expect(room.audit.entries({ kind: 'run.rollback-failed' })).toMatchObject([{ actor: room.ben.recorded, run }])
})

test('a daemon that goes down stops a rollback like a run', async () => {
  const { room, run } = await hangingRollback()
  const restarted = room.restart()
  room.cloud.release()
  await restarted
  expect(room.plans.run(run)).toMatchObject({ state: 'rollback-failed', canUndo: true })
  expect([...room.cloud.things(shop)]).toEqual([['web', 3]])
})

test('a stop that came before the failure does not stop the rollback', async () => {
  const { room, run } = await hangingRollback()
  room.cloud.release()
  await room.plans.over(run)
  expect(room.plans.run(run)?.state).toBe('rolled-back')
  expect([...room.cloud.things(shop)]).toEqual([['web', 2]])
})

