import { expect, test } from 'vitest'
import type { Step } from '../../shared/plan.ts'
import { request, scale, set, several, shop, undo, workbench } from './workbench.ts'

test('an end that nobody knows stops everything, asks, and blocks the target until it is settled', async () => {
  const room = await workbench()
  room.cloud.uncertain.add('cart')
  const { run } = await room.change(several(room, set('web', 3, 1), set('cart', 1, 2)))
  await room.plans.over(run)
  expect(room.plans.run(run)).toMatchObject({ state: 'interrupted', canUndo: false, conclusion: expect.stringContaining('create cart') })
  expect(room.cloud.calls).toEqual(['update web'])
  await expect(room.plans.propose(scale(9), {})).rejects.toMatchObject({ code: 'target-unsettled', message: expect.stringContaining(run) })
  const settlement = await room.plans.settle(run)
  expect(settlement).toMatchObject({ run, known: ['web is 3'], unknown: [] })
  const finish = settlement.offers.find(offer => offer.conclusion === 'undo')!
  const settled = await room.change(request(finish.steps, finish.title, room.ada))
  await room.plans.over(settled.run)
  expect(room.plans.run(settled.run)?.state).toBe('succeeded')
  expect([...room.cloud.things(shop)]).toEqual([['web', 2]])
  await expect(room.plans.propose(scale(9), {})).resolves.toMatchObject({ state: 'awaiting' })
  await expect(room.plans.settle(run)).rejects.toMatchObject({ code: 'run-settled' })
})

test('an interrupted run is finished by a plan of what it did not get to, and can be undone then', async () => {
  const room = await workbench()
  room.cloud.hanging.add('cart')
  const hung = room.cloud.hung()
  const { run } = await room.change(several(room, set('web', 3, 1), set('cart', 1, 2)))
  await hung
  await room.die()
  room.cloud.hanging.clear()
  const { offers } = await room.plans.settle(run)
  expect(offers.map(offer => offer.conclusion)).toEqual(['finish', 'undo'])
  const { id, ...settled } = await room.change(request(offers[0]!.steps, offers[0]!.title, room.ada))
  expect(room.document(id).simulation.steps[0]?.changes.map(change => `${change.operation} ${change.name}`)).toEqual(['create cart'])
  await room.plans.over(settled.run)
  expect([...room.cloud.things(shop)]).toEqual([['web', 3], ['cart', 1]])
  const undone = await room.change(undo(room, run))
  await room.plans.over(undone.run)
  expect([...room.cloud.things(shop)]).toEqual([['web', 2]])
})

test('what changed the record alone has nothing that could be undone, also where another run had to finish it', async () => {
  const room = await workbench()
  const refresh: Step = { id: 'step-1', service: 'pulumi', operation: 'refresh', target: shop, parameters: {}, dependsOn: [] }
  room.cloud.drifted.set('web', 5)
  room.cloud.hanging.add('web')
  const hung = room.cloud.hung()
  const { run } = await room.change(several(room, refresh))
  await hung
  await room.die()
  room.cloud.hanging.clear()
  const [finish] = (await room.plans.settle(run)).offers
  const settled = await room.change(request(finish!.steps, finish!.title, room.ada))
  await room.plans.over(settled.run)
  expect(room.plans.run(settled.run)).toMatchObject({ state: 'succeeded', steps: [{ operation: 'update', name: 'web', state: 'done' }], canUndo: false })
  expect(room.plans.run(run)?.canUndo).toBe(false)
  expect(() => undo(room, settled.run)).toThrow(/nothing but the record/)
  // one that finishes a change has changed something
  room.cloud.hanging.add('web')
  const again = room.cloud.hung()
  const change = await room.change(scale(7))
  await again
  await room.die()
  room.cloud.hanging.clear()
  const [offer] = (await room.plans.settle(change.run)).offers
  const finished = await room.change(request(offer!.steps, offer!.title, room.ada))
  await room.plans.over(finished.run)
  expect(room.plans.run(finished.run)).toMatchObject({ state: 'succeeded', canUndo: true })
})

test('a run that is not interrupted can not be settled', async () => {
  const room = await workbench()
  const { run } = await room.change(scale(3))
  await room.plans.over(run)
  const settle: Step = { id: 'step-1', service: 'pulumi', operation: 'settle', target: shop, parameters: { run, conclusion: 'finish' }, dependsOn: [] }
  await expect(room.plans.propose(several(room, settle), {})).rejects.toMatchObject({ code: 'run-settled' })
})

test('a daemon that died in the middle shows the run as unknown, with what to check', async () => {
  const room = await workbench()
  room.cloud.hanging.add('cart')
  const hung = room.cloud.hung()
  const { id, run } = await room.change(several(room, set('web', 3, 1), set('cart', 1, 2)))
  await hung
  await room.die()
  expect(room.plans.run(run)).toMatchObject({
    state: 'interrupted', steps: [{ name: 'web', state: 'done' }, { name: 'cart', state: 'unknown' }],
    conclusion: expect.stringMatching(/outcome unknown.*update web.*create cart.*settle run-1/s),
  })
  expect(room.plans.get(id)?.summary.state).toBe('interrupted')
  expect(room.kinds().at(-1)).toBe('run.interrupted')
  expect(room.said.at(-1)).toContain(run)
  await expect(room.plans.propose(scale(9), {})).rejects.toMatchObject({ code: 'target-unsettled' })
  // a second start finds nothing more to interrupt
  await room.restart()
  expect(room.kinds().filter(kind => kind === 'run.interrupted')).toHaveLength(1)
})

test.each(['the daemon died', 'the simulator knows no better'])('a run of two thousand steps whose end nobody knows is on record, and can be settled (%s)', async (how) => {
  const room = await workbench()
  room.cloud.hanging.add('web')
  room.cloud.uncertain.add('web')
  const hung = room.cloud.hung()
  const { run } = await room.change(scale(3))
  await hung
  room.store.database.run(`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000)
    INSERT INTO run_steps (run, position, target, phase, id, operation, kind, name, state)
    SELECT 1, n + 1, ?, 'forward', 'thing-' || n, 'create', 'tiny:Thing', ? || n, 'running' FROM numbers`, [shop, 'ü'.repeat(250)])
  if (how === 'the daemon died') await room.die()
  else {
    room.cloud.release()
    await room.plans.over(run)
  }
  room.cloud.hanging.clear()
  expect(room.plans.run(run)).toMatchObject({ state: 'interrupted', conclusion: expect.stringContaining('more') })
  const [entry] = room.audit.entries({ kind: 'run.interrupted' })
  expect(entry).toMatchObject({ fields: { uncertainInAll: 2001, uncertain: expect.objectContaining({ length: 200 }) } })
  expect((await room.plans.settle(run)).offers).not.toEqual([])
  // a later start has nothing to stumble over
  await room.restart()
  expect(room.plans.run(run)?.state).toBe('interrupted')
})

test('a daemon that died between the approval and the first step says that nothing was done', async () => {
  const room = await workbench()
  const { run } = await room.change(scale(3))
  await room.die()
  expect(room.plans.run(run)).toMatchObject({ state: 'interrupted', steps: [], conclusion: expect.stringContaining('No change is on record') })
})

test('going down lets what is in flight finish', async () => {
  const room = await workbench()
  room.cloud.hanging.add('web')
  const hung = room.cloud.hung()
  const { run } = await room.change(several(room, set('web', 3, 1), set('cart', 1, 2)))
  await hung
  const restarted = room.restart()
  room.cloud.release()
  await restarted
  expect(room.plans.run(run)).toMatchObject({ state: 'stopped', steps: [{ name: 'web', state: 'done' }] })
})

test('an intent that can not be written down is not carried out', async () => {
  const room = await workbench()
  const { id } = await room.plans.propose(scale(3), {})
  room.store.database.run("CREATE TRIGGER full BEFORE INSERT ON run_steps BEGIN SELECT RAISE(ABORT, 'no room'); END")
  const { run } = await room.approve(id)
  await room.plans.over(run)
  expect(room.cloud.calls).toEqual([])
  expect(room.plans.run(run)).toMatchObject({ state: 'failed', steps: [], canUndo: false, conclusion: expect.stringContaining('No change is on record') })
  expect([...room.cloud.things(shop)]).toEqual([['web', 2]])
})

test('an outcome that can not be written down leaves a run whose end is not known', async () => {
  const room = await workbench()
  const { id } = await room.plans.propose(scale(3), {})
  room.store.database.run("CREATE TRIGGER full BEFORE UPDATE ON run_steps WHEN NEW.state = 'done' BEGIN SELECT RAISE(ABORT, 'no room'); END")
  const { run } = await room.approve(id)
  await room.plans.over(run)
  expect(room.cloud.calls).toEqual(['update web'])
  expect(room.plans.run(run)).toMatchObject({ state: 'interrupted', steps: [{ name: 'web', state: 'unknown' }] })
  await expect(room.plans.propose(scale(9), {})).rejects.toMatchObject({ code: 'target-unsettled' })
})

test('a run whose end can not be written down is found by the next start', async () => {
  const room = await workbench()
  const { id } = await room.plans.propose(scale(3), {})
  room.store.database.run("CREATE TRIGGER full BEFORE UPDATE OF state ON runs BEGIN SELECT RAISE(ABORT, 'no room'); END")
  const { run } = await room.approve(id)
  await room.plans.over(run)
  expect(room.said.at(-1)).toContain(`${run}: its outcome could not be written down`)
  room.store.database.run('DROP TRIGGER full')
  await room.restart()
  expect(room.plans.run(run)).toMatchObject({ state: 'interrupted', steps: [{ state: 'done' }] })
})

test('a plan that was being simulated when the daemon died is over, and no trace of it is shown', async () => {
  const room = await workbench()
  const endless = new Promise<never>(() => undefined)
  room.cloud.simulate = () => endless
  void room.plans.propose(scale(3), {})
  await room.die()
  expect(room.kinds()).toEqual(['plan.proposed', 'plan.expired'])
  expect(room.plans.list()).toEqual([])
})
