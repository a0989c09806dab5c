import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ApprovalStatement, PlanState } from '../../shared/plan.ts'
import { planTransitions, runTransitions } from './transitions.ts'
import { scale, shop, workbench, type Person } from './workbench.ts'

/**
 * The state machine under whatever people, attackers and faults do in any order. The model knows one thing well: which codes were shown,
 * to whom, for what, and what has happened since. Every run there is must be explained by one of them.
 */
type Room = Awaited<ReturnType<typeof workbench>>

interface Shown {
  readonly plan: string, readonly by: Person, readonly code: string, readonly statement: ApprovalStatement
  readonly wall: number, readonly steady: number
  /** Why it must not work any more. */
  dead?: string
}
interface Model { shown: Shown[], approved: Shown[], runs: string[] }

const command = (name: string, work: (model: Model, room: Room) => Promise<void> | void): fc.AsyncCommand<Model, Room> => ({
  check: () => true,
  toString: () => name,
  async run(model, room) {
    await work(model, room)
    await explained(model, room)
  },
})

const pick = <Value>(all: readonly Value[], at: number): Value | undefined => all[at % Math.max(all.length, 1)]
const kill = (model: Model, which: (shown: Shown) => boolean, why: string) => {
  for (const each of model.shown) if (which(each)) each.dead ??= why
}
const over = (room: Room, model: Model) => Promise.all(model.runs.map(run => room.plans.over(run)))

/** No call without a step on record, no step without a run, no run without its own approval, no approval without a code that was shown. */
async function explained(model: Model, room: Room): Promise<void> {
  await over(room, model)
  const entries = room.audit.entries({ limit: 1000 })
  const of = (kind: string) => entries.filter(entry => entry.kind === kind)
  expect(of('run.started').map(entry => entry.run)).toEqual(model.runs)
  const approvals = model.approved.map(({ statement, by }) => ({ statement, signature: by.sign(statement) }))
  expect(of('approval.granted').map(entry => entry.fields)).toMatchObject(approvals)
  const outcomes = of('step.outcome').map(entry => entry.fields as { state: string, operation: string, name: string })
  expect(outcomes.filter(({ state }) => state === 'done').map(({ operation, name }) => `${operation} ${name}`)).toEqual(room.cloud.calls)
  for (const outcome of of('step.outcome')) {
    const started = entries.findIndex(entry => entry.kind === 'run.started' && entry.run === outcome.run)
    const granted = entries.findIndex(entry => entry.kind === 'approval.granted' && entry.plan === outcome.plan)
    expect(granted).toBeGreaterThanOrEqual(0)
    expect(granted).toBeLessThan(started)
    expect(started).toBeLessThan(entries.indexOf(outcome))
  }
}

const propose = (value: number) => command(`propose ${value}`, async (_model, room) => {
  await room.plans.propose(scale(value), {}).catch((error: unknown) => { expect(error).toMatchObject({ code: expect.stringMatching(/^(plan|target)-/) }) })
})

const press = (at: number, ben: boolean) => command(`press ${at} ${ben ? 'Ben' : 'Ada'}`, (model, room) => {
  const plan = pick(room.plans.list(), at)
  const by = ben ? room.ben : room.ada
  if (plan === undefined) return
  try {
    const pressed = room.plans.press(plan.id, plan.digest, by.actor)
    kill(model, each => each.plan === plan.id && each.by === by, 'pressed again')
    const statement = room.statement(plan.digest, pressed)
    model.shown.push({ plan: plan.id, by, code: room.code(), statement, wall: room.time.now, steady: room.time.steady })
  } catch (error) { expect(error).toMatchObject({ code: expect.any(String), hint: expect.any(String) }) }
})

type Way = 'right' | 'wrong code' | 'foreign device' | 'foreign plan' | 'bad signature' | 'racing'
const ways = ['right', 'racing', 'wrong code', 'foreign device', 'foreign plan', 'bad signature'] as const

/** Types a code that was shown, in one way or another. A run may come of it only where the model knows nothing against it. */
async function type(model: Model, room: Room, shown: Shown, way: Way): Promise<void> {
  const by = way === 'foreign device' ? (shown.by === room.ada ? room.ben : room.ada) : shown.by
  const plan = way === 'foreign plan' ? room.plans.list().find(({ id }) => id !== shown.plan)?.id ?? 'plan-999' : shown.plan
  const code = way === 'wrong code' ? shown.code.replace(/./, digit => String((Number(digit) + 1) % 10)) : shown.code
  const signature = by.sign(way === 'bad signature' ? { ...shown.statement, expiresAt: '2030-01-01T00:00:00.000Z' } : shown.statement)
  const once = () => room.plans.approve(plan, code, shown.statement, signature, by.actor)
  const results = await Promise.allSettled(way === 'racing' ? [once(), once(), once()] : [once()])
  const started = results.flatMap(result => (result.status === 'fulfilled' ? [result.value.run] : []))
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: expect.any(String), hint: expect.any(String) })
  }
  if (started.length === 0) return
  expect(started).toHaveLength(1)
  expect({ way: way === 'racing' ? 'right' : way, dead: shown.dead }).toEqual({ way: 'right', dead: undefined })
  expect(room.time.steady - shown.steady).toBeLessThan(120_000)
  expect(room.time.now - shown.wall).toBeLessThan(120_000)
  kill(model, each => each.plan === plan, 'used')
  model.approved.push(shown)
  model.runs.push(...started)
}

const approve = (at: number, way: Way) => command(`approve ${at} (${way})`, async (model, room) => {
  const shown = pick(model.shown.toReversed(), at)
  if (shown) await type(model, room, shown, way)
})

const between = {
  'nothing': () => undefined,
  'a second less than two minutes': (_model: Model, room: Room) => { room.pass(119_999) },
  'two minutes': (_model: Model, room: Room) => { room.pass(120_000) },
  'two minutes and a clock set back': (_model: Model, room: Room) => {
    room.pass(120_000)
    room.time.now -= 7_200_000
  },
  'a cancel': (model: Model, room: Room) => {
    const shown = model.shown.at(-1)
    if (shown) room.plans.cancel(shown.plan, shown.statement.challenge, shown.by.actor)
    if (shown) shown.dead = 'cancelled'
  },
  'a restart': async (model: Model, room: Room) => {
    await room.restart()
    kill(model, () => true, 'restarted')
  },
  'a lower mode, and the mode back': (model: Model, room: Room) => {
    room.plans.mode(shop, 'read-only', room.ada.actor)
    kill(model, () => true, 'mode lowered')
    room.store.database.run("UPDATE modes SET mode = 'dev'")
  },
  'a revoked device': (model: Model, room: Room) => {
    const shown = model.shown.at(-1)
    if (shown === undefined) return
    room.revoked.add(shown.by.actor.device)
    shown.dead = 'revoked'
  },
  'a moved world': (model: Model, room: Room) => { room.cloud.things(shop).set('web', 100 + model.shown.length) },
  'a fault': (_model: Model, room: Room) => { room.cloud.failing.add('web') },
} satisfies Record<string, (model: Model, room: Room) => Promise<void> | void>

/** The whole way at once, with one thing going wrong on it: else a script hardly ever has a living code when something happens to it. */
const whole = (value: number, event: keyof typeof between, way: Way) => command(`${value}: ${event}, then ${way}`, async (model, room) => {
  room.revoked.clear()
  if (room.plans.approving === 'closed') room.plans.openApproving()
  const plan = await room.plans.propose(scale(value), {}).catch(() => undefined)
  if (plan === undefined) return
  const statement = room.statement(plan.digest, room.plans.press(plan.id, plan.digest, room.ada.actor))
  const shown: Shown = { plan: plan.id, by: room.ada, code: room.code(), statement, wall: room.time.now, steady: room.time.steady }
  model.shown.push(shown)
  await between[event](model, room)
  await type(model, room, shown, way)
  room.revoked.clear()
})

const reject = (at: number) => command(`reject ${at}`, async (model, room) => {
  const plan = pick(room.plans.list(), at)
  if (plan === undefined) return
  const no: ApprovalStatement = {
    format: 'countersign/approval/1', digest: plan.digest, challenge: 'N'.repeat(32), decision: 'reject', expiresAt: plan.expiresAt, acknowledged: [],
  }
  const done = await room.plans.reject(plan.id, no, room.ben.sign(no), undefined, room.ben.actor).then(() => true, () => false)
  expect(done).toBe(plan.state === 'awaiting')
  if (done) kill(model, each => each.plan === plan.id, 'rejected')
})

const cancel = (at: number) => command(`cancel ${at}`, (model, room) => {
  const shown = pick(model.shown, at)
  if (shown === undefined) return
  room.plans.cancel(shown.plan, shown.statement.challenge, shown.by.actor)
  shown.dead ??= 'cancelled'
})

const pass = (seconds: number) => command(`${seconds} s pass`, (_model, room) => { room.pass(seconds * 1000) })
const jump = (seconds: number) => command(`the clock jumps ${seconds} s`, (_model, room) => { room.time.now += seconds * 1000 })
const drift = (value: number) => command(`somebody sets web to ${value}`, (_model, room) => { room.cloud.things(shop).set('web', value) })
const fault = (rollback: boolean) => command(`the next call fails${rollback ? ', and its rollback' : ''}`, (_model, room) => {
  room.cloud.failing.add('web')
  room.cloud.failsRollback = rollback
})
const lower = () => command('lower and raise the mode', (model, room) => {
  room.plans.mode(shop, 'read-only', room.ada.actor)
  kill(model, () => true, 'mode lowered')
  room.store.database.run("UPDATE modes SET mode = 'dev'")
})
const restart = (orderly: boolean) => command(orderly ? 'restart' : 'die', async (model, room) => {
  await (orderly ? room.restart() : room.die())
  kill(model, () => true, 'restarted')
})
const open = () => command('the operator opens approving', (model, room) => {
  if (room.plans.approving === 'closed') kill(model, () => true, 'closed')
  room.plans.openApproving()
})

test('no run without a valid approval, a code works once, and racing approvals start one run, whatever happens in whatever order', async () => {
  const seen = new Set<PlanState>()
  const commands = fc.commands([
    // more of what leads somewhere than of what ends it: else no script gets past its first code
    ...[1, 2, 3].map(() => fc.integer({ min: 1, max: 5 }).map(propose)),
    ...[1, 2, 3].map(() => fc.tuple(fc.nat(1), fc.boolean()).map(([at, ben]) => press(at, ben))),
    ...[1, 2].map(() => fc.tuple(fc.nat(2), fc.constantFrom(...ways)).map(([at, way]) => approve(at, way))),
    fc.nat(5).map(reject), fc.nat(5).map(cancel),
    fc.constantFrom(1, 30, 119, 120, 1801).map(pass), fc.constantFrom(-7200, -60, 60).map(jump),
    fc.integer({ min: 1, max: 5 }).map(drift), fc.boolean().map(fault), fc.boolean().map(restart),
    fc.constant(lower()), fc.constant(open()),
    ...[1, 2, 3].map(() => fc.tuple(
      fc.integer({ min: 1, max: 5 }), fc.constantFrom(...Object.keys(between) as (keyof typeof between)[]), fc.constantFrom(...ways),
    ).map(([value, event, way]) => whole(value, event, way))),
  ], { maxCommands: 40, size: 'max' })
  await fc.assert(fc.asyncProperty(commands, async (script) => {
    const room = await workbench()
    await fc.asyncModelRun(() => ({ model: { shown: [], approved: [], runs: [] }, real: room }), script)
    for (const { state } of room.plans.list()) seen.add(state)
    expect(paths(room)).toEqual([])
    await room.end()
  }), { seed: 20261123, numRuns: 25 })
  // a property that never met a state has shown nothing about it
  expect([...seen].sort()).toEqual(expect.arrayContaining(['awaiting', 'expired', 'rejected', 'rolled-back', 'succeeded', 'superseded']))
}, 120_000)

/** Steps between states, as the clients were told of them, that the tables don't hold. */
function paths(room: Room): string[] {
  const last = new Map<string, string>()
  return room.heard.flatMap((event) => {
    if (event.type !== 'plan' && event.type !== 'run') return []
    const { id, state } = event.type === 'plan' ? event.plan : event.run
    const before = last.get(id)
    const table: Record<string, readonly string[]> = event.type === 'plan' ? planTransitions : runTransitions
    last.set(id, state)
    return before === undefined || before === state || reaches(table, before, state) ? [] : [`${id}: ${before} → ${state}`]
  })
}
const reaches = (table: Record<string, readonly string[]>, from: string, to: string): boolean =>
  (table[from] ?? []).some(next => next === to || reaches(table, next, to))

test('the tables hold every state, lead from the draft to each of them, and back to none', () => {
  const reachable = new Set(['drafted', ...Object.keys(planTransitions).filter(state => reaches(planTransitions, 'drafted', state))])
  expect([...reachable].sort()).toEqual(Object.keys(planTransitions).sort())
  for (const state of Object.keys(planTransitions)) expect(reaches(planTransitions, state, state)).toBe(false)
  expect(Object.entries(planTransitions).filter(([, next]) => next.includes('running')).map(([state]) => state)).toEqual(['approved'])
  expect(Object.entries(planTransitions).filter(([, next]) => next.includes('approved')).map(([state]) => state)).toEqual(['awaiting'])
})
