import { expect, test } from 'vitest'
import type { ApprovalStatement } from '../../shared/plan.ts'
import { CountersignError } from '../../shared/errors.ts'
import { scale, shop, workbench, type Person } from './workbench.ts'

type Room = Awaited<ReturnType<typeof workbench>>
const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

const attempt = (room: Room, id: string, code: string, statement: ApprovalStatement, by: Person = room.ada) =>
  room.plans.approve(id, code, statement, by.sign(statement), by.actor)

test('ten wrong codes over plans and devices close approving, also over a restart, until the operator opens it', async () => {
  const room = await workbench(shop, 'pulumi:shop/prod')
  const plans = [await room.plans.propose(scale(3), {}), await room.plans.propose(scale(4, 'pulumi:shop/prod'), {})]
  const people = [room.ada, room.ben]
  for (let count = 0; count < 9; count++) {
    const [{ id, digest }, by] = [plans[count % 2]!, people[count % 2]!]
    const statement = room.statement(digest, room.plans.press(id, digest, by.actor))
    await expect(attempt(room, id, wrong(room.code()), statement, by)).rejects.toMatchObject({ code: 'approval-wrong-code' })
    if (count === 4) await room.restart()
  }
  const { id, digest } = plans[0]!
  const other = room.statement(digest, room.plans.press(id, digest, room.ben.actor))
  const good = room.code()
  const statement = room.statement(digest, room.plans.press(id, digest, room.ada.actor))
  expect(room.plans.approving).toBe('open')
  await expect(attempt(room, id, wrong(room.code()), statement)).rejects.toMatchObject({ code: 'approving-closed' })
  // even the code that somebody else has on their terminal is worth nothing now
  await expect(attempt(room, id, good, other, room.ben)).rejects.toMatchObject({ code: 'approving-closed' })
  await room.restart()
  expect(room.plans.approving).toBe('closed')
  expect(() => room.plans.press(id, digest, room.ada.actor)).toThrow(expect.objectContaining({ code: 'approving-closed' }))
  room.plans.openApproving()
  const { run } = await room.approve(id)
  await room.plans.over(run)
  expect(room.kinds().filter(kind => kind.startsWith('approving.'))).toEqual(['approving.closed', 'approving.opened'])
  expect(room.plans.run(run)?.state).toBe('succeeded')
})

test('ten thousand guesses over a hundred proposals find no code: after ten it is over', async () => {
  const room = await workbench()
  const answers: Record<string, number> = {}
  const count = (error: unknown) => {
    const code = error instanceof CountersignError ? error.code : String(error)
    answers[code] = (answers[code] ?? 0) + 1
  }
  // propose, press, guess: the loop of somebody who stole a device key and has all night
  for (let night = 0; night < 100; night++) {
    const { id, digest } = await room.plans.propose(scale(3 + night), {})
    for (let guess = 0; guess < 100; guess++) {
      try {
        const statement = room.statement(digest, room.plans.press(id, digest, room.ada.actor))
        await attempt(room, id, wrong(room.code()), statement)
      } catch (error) { count(error) }
    }
  }
  expect(answers).toEqual({ 'approval-wrong-code': 9, 'approving-closed': 9991 })
  expect(room.shown).toHaveLength(10)
  expect(room.cloud.calls).toEqual([])
  expect(room.plans.runs()).toEqual([])
})

test('presses without end neither fill the terminal nor lock the others out for longer than a code lives', async () => {
  const room = await workbench()
  const ids: string[] = []
  for (let count = 0; count < 25; count++) ids.push((await room.plans.propose(scale(3 + count), {})).id)
  const press = (id: string, by: Person) => room.plans.press(id, room.plans.get(id)!.summary.digest, by.actor).terminal
  const results = ids.map((id) => {
    try { return press(id, room.ada) } catch (error) { return error instanceof CountersignError ? error.code : error }
  })
  expect(results.filter(result => result === 'shown')).toHaveLength(20)
  expect(results.filter(result => result === 'approval-crowded')).toHaveLength(5)
  room.pass(120_000)
  expect(press(ids[0]!, room.ben)).toBe('shown')
})

test('proposals without end stop at what a person could read', async () => {
  const room = await workbench()
  for (let count = 0; count < 200; count++) await room.plans.propose(scale(3 + count), {})
  await expect(room.plans.propose(scale(999), {})).rejects.toMatchObject({ code: 'plan-crowded' })
  const before = room.audit.size
  const { run } = await room.approve('plan-7')
  await room.plans.over(run)
  // what the run changed voids all the others, in one transaction, each with its entry
  expect(room.audit.entries({ kind: 'plan.superseded', limit: 1000 })).toHaveLength(199)
  expect(room.audit.size).toBeGreaterThan(before + 199)
  await expect(room.plans.propose(scale(999), {})).resolves.toMatchObject({ state: 'awaiting' })
}, 120_000)
