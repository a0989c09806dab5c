import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Capture } from '../../daemon/simulator-contract.ts'
import { change, openWorld, planOf, stepsOf, target, watch } from './sandbox.ts'
import type { World } from './sandbox.ts'

// Several runs of a real engine, each in processes of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** One story of one shop, because each deployment takes seconds: what a test leaves is what the next one finds. */
let world: World
let beforeFirst: Capture
beforeAll(async () => {
  world = await openWorld()
  await world.simulator.prepare()
  const first = await change(world, { operation: 'deploy' })
  expect(first.outcome.kind).toBe('succeeded')
  beforeFirst = first.capture
})
afterAll(() => world.close())
const settings = () => readFileSync(join(world.sandbox.shop, 'Pulumi.dev.yaml'), 'utf8')
const never = new AbortController().signal

it('a run that fails half-way is taken back to the world as it was', async () => {
  const before = { everything: await world.everything(), settings: settings() }
  await world.api('POST', '/faults', { mode: 'fail', kind: 'sites', action: 'update', name: 'cart' })
  const run = await change(world, { operation: 'set-config', key: 'replicas', value: 4 }, { operation: 'set-config', key: 'cartReplicas', value: 2 })
  expect(run.outcome).toMatchObject({ kind: 'failed', summary: expect.stringContaining('told to fail'), uncertain: [] })
  expect(run.told).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'cart', state: 'failed', detail: expect.stringContaining('told to fail') })]))
  const seen = watch()
  const back = await world.simulator.rollback(run.plan, target, run.capture, run.begun(), seen.observer, never)
  expect(back.kind).toBe('succeeded')
  expect(seen.intents.every(step => step.phase === 'rollback')).toBe(true)
  expect({ everything: await world.everything(), settings: settings() }).toEqual(before)
})

it('what was answered with an error and has happened all the same is not called rolled back', async () => {
  const before = { everything: await world.everything(), settings: settings() }
  await world.api('POST', '/faults', { mode: 'deny', kind: 'sites', action: 'update', name: 'cart' })
  const run = await change(world, { operation: 'set-config', key: 'replicas', value: 4 }, { operation: 'set-config', key: 'cartReplicas', value: 2 })
  expect(run.outcome).toMatchObject({ kind: 'failed', uncertain: [] })
  const back = await world.simulator.rollback(run.plan, target, run.capture, run.begun(), watch().observer, never)
  expect(back).toMatchObject({
    kind: 'failed', uncertain: [], hint: expect.stringContaining('refresh the state of shop/dev'),
    summary: expect.stringContaining('cart has replicas 2 (the record says 1) at its provider'),
  })
  // what it says to do: into the record, then the undo
  expect((await change(world, { operation: 'refresh' })).outcome.kind).toBe('succeeded')
  const steps = stepsOf({ operation: 'undo', run: 'run-1' })
  const simulated = await world.simulator.simulate(target, steps, { undo: { run: 'run-1', capture: run.capture, later: [] } })
  expect((await world.simulator.execute(planOf(world, steps, simulated), target, watch().observer, never)).kind).toBe('succeeded')
  expect({ everything: await world.everything(), settings: settings() }).toEqual(before)
})

it('what a create made although it was answered with an error is named, and not called rolled back', async () => {
  expect((await change(world, { operation: 'set-config', key: 'search', value: false })).outcome.kind).toBe('succeeded')
  const before = await world.everything()
  for (const mode of ['fail', 'deny']) {
    await world.api('POST', '/faults', { mode, kind: 'sites', action: 'create', name: 'search' })
    const run = await change(world, { operation: 'set-config', key: 'search', value: true })
    expect(run.outcome).toMatchObject({ kind: 'failed', uncertain: [] })
    const back = await world.simulator.rollback(run.plan, target, run.capture, run.begun(), watch().observer, never)
    if (mode === 'fail') expect([back.kind, await world.everything()]).toEqual(['succeeded', before])
    else expect(back).toMatchObject({ kind: 'failed', summary: expect.stringContaining('search is there all the same') })
  }
  await world.api('DELETE', '/sites/search')
  expect((await change(world, { operation: 'set-config', key: 'search', value: true })).outcome.kind).toBe('succeeded')
})

it.each<[string, () => void]>([
  ['state', () => { writeFileSync(join(world.sandbox.state, '.pulumi', 'stacks', 'shop', 'dev.json'), ' ', { flag: 'a' }) }],
  ['configuration', () => { writeFileSync(join(world.sandbox.shop, 'Pulumi.dev.yaml'), '# a note of my own\n', { flag: 'a' }) }],
])('a rollback stops and asks where somebody else moved the %s since the failure', async (element, move) => {
  await world.api('POST', '/faults', { mode: 'fail', kind: 'sites', action: 'update', name: 'cart' })
  const run = await change(world, { operation: 'set-config', key: 'replicas', value: 4 }, { operation: 'set-config', key: 'cartReplicas', value: 2 })
  expect(run.outcome.kind).toBe('failed')
  move()
  const before = { everything: await world.everything(), settings: settings() }
  const back = await world.simulator.rollback(run.plan, target, run.capture, run.begun(), watch().observer, never)
  expect(back).toMatchObject({ kind: 'refused', element, summary: expect.stringContaining('nothing was rolled back') })
  expect({ everything: await world.everything(), settings: settings() }).toEqual(before)
  // what the person was asked for: the undo
  const steps = stepsOf({ operation: 'undo', run: 'run-1' })
  const simulated = await world.simulator.simulate(target, steps, { undo: { run: 'run-1', capture: run.capture, later: [] } })
  expect((await world.simulator.execute(planOf(world, steps, simulated), target, watch().observer, never)).kind).toBe('succeeded')
})

it('a rollback whose credentials have expired stops, changes nothing, and can be done by a plan when there are new ones', async () => {
  await world.api('POST', '/faults', { mode: 'fail', kind: 'sites', action: 'update', name: 'cart' })
  const before = { everything: await world.everything(), settings: settings() }
  const run = await change(world, { operation: 'set-config', key: 'replicas', value: 4 }, { operation: 'set-config', key: 'cartReplicas', value: 2 })
  expect(run.outcome).toMatchObject({ kind: 'failed', summary: expect.stringContaining('told to fail'), uncertain: [] })
  const half = await world.everything()
  const token = readFileSync(world.cloud.tokenFile)
  writeFileSync(world.cloud.tokenFile, 'expired')
  const back = await world.simulator.rollback(run.plan, target, run.capture, run.begun(), watch().observer, never)
  writeFileSync(world.cloud.tokenFile, token)
  expect(back).toMatchObject({ kind: 'failed', summary: expect.stringContaining('token is missing or wrong') })
  expect(await world.everything()).toEqual(half)
  const steps = stepsOf({ operation: 'undo', run: 'run-1' })
  const simulated = await world.simulator.simulate(target, steps, { undo: { run: 'run-1', capture: run.capture, later: [] } })
  expect((await world.simulator.execute(planOf(world, steps, simulated), target, watch().observer, never)).kind).toBe('succeeded')
  expect({ everything: await world.everything(), settings: settings() }).toEqual(before)
})

it('a rollback that would do what nobody approved stops and says so', async () => {
  await world.api('POST', '/faults', { mode: 'fail', kind: 'sites', action: 'update', name: 'web' })
  const run = await change(world, { operation: 'set-config', key: 'replicas', value: 4 })
  expect(run.outcome.kind).toBe('failed')
  const narrower = { ...run.plan, rollback: { ...run.plan.rollback, steps: [] } }
  // The state moves on: somebody's own deployment changed cart, which going back would change as well.
  const other = await change(world, { operation: 'set-config', key: 'cartReplicas', value: 3 }, { operation: 'set-config', key: 'replicas', value: 2 })
  expect(other.outcome.kind).toBe('succeeded')
  const before = await world.everything()
  expect(await world.simulator.rollback(narrower, target, run.capture, [], watch().observer, never)).toMatchObject({ kind: 'refused', element: 'rollback' })
  expect(await world.everything()).toEqual(before)
})

it('drift is found at the provider and changes nothing', async () => {
  await world.api('PATCH', '/sites/search', { replicas: 6 })
  const { changes } = await world.simulator.drift(target)
  expect(changes).toMatchObject([{ operation: 'update', name: 'search', properties: [{ path: 'replicas', before: '1', after: '6' }] }])
  expect((await world.simulator.inventory(target)).resources.find(one => one.kind === 'sandbox:Site' && one.name === 'search')?.properties['replicas']).toBe(1)
  await world.api('PATCH', '/sites/search', { replicas: 1 })
})

it('a replacement names what would be lost, and its rollback waits for a person', async () => {
  const simulated = await world.simulator.simulate(target, stepsOf({ operation: 'set-config', key: 'databaseEncoding', value: 'UTF-16' }), {})
  expect(simulated.counts).toMatchObject({ replace: 1 })
  expect(simulated.steps[0]?.changes.find(one => one.operation === 'replace')).toMatchObject({
    name: 'main', irreversible: expect.stringMatching(/^1,200 rows, \d+ KB when last read; the new database is empty$/),
    properties: expect.arrayContaining([{ path: 'encoding', before: 'UTF-8', after: 'UTF-16', replaces: true }]),
  })
  expect(simulated.rollback).toMatchObject({ automatic: false, irreversible: [{ name: 'main' }] })
})

it('a stop lets what is in flight finish and begins nothing more', async () => {
  await world.api('POST', '/faults', { mode: 'slow', kind: 'sites', action: 'create', milliseconds: 1500 })
  await change(world, { operation: 'set-config', key: 'search', value: false })
  const steps = stepsOf({ operation: 'set-config', key: 'search', value: true })
  const plan = planOf(world, steps, await world.simulator.simulate(target, steps, {}))
  const stop = new AbortController()
  const seen = watch()
  const running = world.simulator.execute(plan, target, seen.observer, stop.signal)
  await reached(async () => {
    const { calls } = await world.api('GET', '/calls') as { calls: { action: string, outcome: string }[] }
    return calls.at(-1)?.action === 'create' && calls.at(-1)?.outcome === 'unknown'
  })
  stop.abort()
  expect(await running).toMatchObject({ kind: 'stopped', uncertain: [] })
  expect(seen.told.map(step => `${step.operation} ${step.kind} ${step.state}`).toSorted()).toEqual(['create sandbox:Route skipped', 'create sandbox:Site done'])
})

it('an undo takes a run back, like any plan', async () => {
  await change(world, { operation: 'deploy' })
  const before = { everything: await world.everything(), settings: settings() }
  const run = await change(world, { operation: 'set-config', key: 'banner', value: 'Closed on Sunday' }, { operation: 'set-config', key: 'replicas', value: 5 })
  expect(run.outcome.kind).toBe('succeeded')
  const steps = stepsOf({ operation: 'undo', run: 'run-7' })
  const simulated = await world.simulator.simulate(target, steps, { undo: { run: 'run-7', capture: run.capture, later: [] } })
  expect(simulated.steps[0]?.changes).toMatchObject([{ operation: 'update', name: 'web' }])
  const outcome = await world.simulator.execute(planOf(world, steps, simulated), target, watch().observer, never)
  expect(outcome).toMatchObject({ kind: 'succeeded', asSimulated: true })
  expect({ everything: await world.everything(), settings: settings() }).toEqual(before)
})

it('the undo of a first deployment is a destroy, and says so', async () => {
  const steps = stepsOf({ operation: 'undo', run: 'run-1' })
  const simulated = await world.simulator.simulate(target, steps, { undo: { run: 'run-1', capture: beforeFirst, later: ['run-2'] } })
  expect(simulated.steps[0]?.summary).toContain('there was nothing before it, so everything is deleted')
  expect(simulated.counts).toMatchObject({ delete: 8 })
  expect(simulated.rollback.irreversible.map(one => one.name).toSorted()).toEqual(['cart-old', 'main'])
  expect((await world.simulator.execute(planOf(world, steps, simulated), target, watch().observer, never)).kind).toBe('succeeded')
  expect(await world.everything()).toEqual({ sandbox: true, resources: [] })
})

async function reached(condition: () => Promise<boolean>) {
  while (!await condition()) await new Promise(resolve => setTimeout(resolve, 50))
}
