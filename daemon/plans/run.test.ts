import { expect, test } from 'vitest'
import { CountersignError } from '../../shared/errors.ts'
import { scale, set, several, shop, undo, workbench } from './workbench.ts'

const prod = 'pulumi:shop/prod'

test('a run that is stopped finishes what is in flight, begins nothing more, and can be undone', async () => {
  const room = await workbench()
  room.cloud.hanging.add('web')
  const hung = room.cloud.hung()
  const { run } = await room.change(several(room, set('web', 3, 1), set('cart', 1, 2)))
  await hung
  expect(room.plans.stop(run, room.ben.actor).state).toBe('running')
  room.cloud.release()
  await room.plans.over(run)
  expect(room.plans.run(run)).toMatchObject({ state: 'stopped', canUndo: true, steps: [{ name: 'web', state: 'done' }] })
  expect(room.audit.entries({ kind: 'run.stopped' })).toMatchObject([{ actor: room.ben.recorded, run }])
  expect(() => room.plans.stop(run, room.ada.actor)).toThrow(expect.objectContaining({ code: 'run-over' }))
  const undone = await room.change(undo(room, run))
  await room.plans.over(undone.run)
  expect([...room.cloud.things(shop)]).toEqual([['web', 2]])
})

test('a run that is stopped while its service still previews was stopped, and did not fail', async () => {
  const room = await workbench()
  room.cloud.execute = (_plan, _target, _observer, signal) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => { reject(new CountersignError('stopped', 'It was stopped; nothing was changed.')) })
  })
  const { run } = await room.change(scale(3))
  await new Promise(setImmediate)
  room.plans.stop(run, room.ada.actor)
  await room.plans.over(run)
  expect(room.plans.run(run)).toMatchObject({ state: 'stopped', steps: [], conclusion: expect.stringContaining('No change is on record') })
})

test('one run at a time on a target: the next is told who, since when, and how to stop it', async () => {
  const room = await workbench(shop, prod)
  const waiting = await room.plans.propose(scale(5), {})
  room.cloud.hanging.add('web')
  const hung = room.cloud.hung()
  const { run } = await room.change(scale(3))
  await hung
  await expect(room.plans.propose(scale(9), {})).rejects.toMatchObject({ code: 'target-busy', message: expect.stringContaining('Ada'), hint: expect.stringContaining(run) })
  expect(() => room.plans.press(waiting.id, waiting.digest, room.ben.actor)).toThrow(expect.objectContaining({ code: 'target-busy' }))
  await expect(room.plans.propose(scale(9, prod), {})).resolves.toMatchObject({ state: 'awaiting' })
  room.cloud.release()
  await room.plans.over(run)
})

test('what a run changed voids the plans that were simulated on the world before it', async () => {
  const room = await workbench(shop, prod)
  const [same, other] = [await room.plans.propose(scale(5), {}), await room.plans.propose(scale(5, prod), {})]
  const { run } = await room.change(scale(3))
  await room.plans.over(run)
  expect(room.plans.get(same.id)?.summary).toMatchObject({ state: 'superseded', why: expect.stringContaining(run) })
  expect(room.plans.get(other.id)?.summary.state).toBe('awaiting')
})

test('undo is a plan like any other, and takes back what the run did', async () => {
  const room = await workbench()
  const { run } = await room.change(several(room, set('web', 3, 1), set('cart', 1, 2)))
  await room.plans.over(run)
  const { id } = await room.plans.propose(undo(room, run), {})
  expect(room.cloud.calls).toHaveLength(2)
  expect(room.document(id).simulation.counts).toMatchObject({ update: 1, delete: 1 })
  const undone = await room.approve(id)
  await room.plans.over(undone.run)
  expect([...room.cloud.things(shop)]).toEqual([['web', 2]])
  expect(room.plans.run(run)).toMatchObject({ undoneBy: undone.run, canUndo: false })
  expect(room.plans.run(undone.run)).toMatchObject({ undoes: run, state: 'succeeded', canUndo: true })
  expect(() => room.plans.undo(run)).toThrow(expect.objectContaining({ code: 'undo-impossible', message: expect.stringContaining(undone.run) }))
})

test('undoing a run that later ones built on names them, and what of theirs would go with it', async () => {
  const room = await workbench(shop, prod)
  const runs: string[] = []
  for (const asked of [scale(3), scale(9, prod), scale(4)]) {
    const { run } = await room.change(asked)
    await room.plans.over(run)
    runs.push(run)
  }
  expect(room.plans.undo(runs[0]!).later).toEqual([runs[2]])
  const { id } = await room.plans.propose(undo(room, runs[0]!), {})
  expect(room.document(id).simulation.recommendations).toEqual([`${runs[2]} (update web)`])
  expect(room.plans.undo(runs[2]!).later).toEqual([])
})

test('what can not be undone says why', async () => {
  const room = await workbench()
  room.cloud.failing.add('web')
  const { run } = await room.change(scale(3))
  await room.plans.over(run)
  expect(() => room.plans.undo(run)).toThrow(expect.objectContaining({ code: 'undo-impossible', message: expect.stringContaining('rolled back') }))
  expect(() => room.plans.undo('run-9')).toThrow(expect.objectContaining({ code: 'run-unknown' }))
})

test('an event for each thing that a client shows, the last of them with the end of the run', async () => {
  const room = await workbench()
  const { id, run } = await room.change(scale(3))
  await room.plans.over(run)
  const states = room.heard.flatMap(event => (event.type === 'plan' && event.plan.id === id ? [event.plan.state] : []))
  expect(states).toEqual(['awaiting', 'running', 'succeeded'])
  const last = room.heard.findLast(event => event.type === 'run')
  expect(last).toMatchObject({ run: { state: 'succeeded', steps: [{ state: 'done' }] } })
})

test('a log without end is kept to its newest lines, and an event to what fits into one', async () => {
  const room = await workbench()
  const line = 'x'.repeat(3990)
  room.cloud.chatter = Array.from({ length: 2500 }, (_, number) => `${line} ${number}`)
  const { run } = await room.change(scale(3))
  await room.plans.over(run)
  const { log } = room.plans.run(run)!
  expect(log.at(-2)?.text).toBe(`${line} 2499`)
  expect(log.length).toBeLessThan(260)
  for (const event of room.heard) expect(JSON.stringify(event).length).toBeLessThan(200_000)
})
