import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { change, openWorld, planOf, stepsOf, target, watch } from './sandbox.ts'
import type { World } from './sandbox.ts'

// Several runs of a real engine, each in processes of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let world: World
beforeAll(async () => { world = await openWorld() })
afterAll(() => world.close())
const settingsFile = () => join(world.sandbox.shop, 'Pulumi.dev.yaml')
const never = new AbortController().signal

describe('a change of the shop, in order', () => {
  it('is simulated in a copy, with the first deployment as nothing but creates', async () => {
    const steps = stepsOf({ operation: 'set-config', key: 'shop:replicas', value: 3 })
    const before = await world.simulator.inventory(target).then(() => readFileSync(settingsFile(), 'utf8'))
    const simulated = await world.simulator.simulate(target, steps, {})
    expect(simulated.counts).toEqual({ create: 8, update: 0, replace: 0, delete: 0, same: 0, other: 0 })
    expect(simulated.steps[0]).toMatchObject({ fidelity: 'exact', summary: 'Set shop:replicas from 2 to 3' })
    const web = simulated.steps[0]?.changes.find(one => one.name === 'web')
    expect(web).toMatchObject({ operation: 'create', kind: 'sandbox:Site', properties: expect.arrayContaining([{ path: 'replicas', after: '3' }]) })
    expect(simulated.rollback.automatic).toBe(true)
    expect(readFileSync(settingsFile(), 'utf8')).toContain(before.trim().split('\n').at(-1))
    expect(readFileSync(settingsFile(), 'utf8')).not.toContain('replicas: 3\n  shop:cart')
    expect(await world.everything()).toEqual({ sandbox: true, resources: [] })
  })

  it('runs as simulated and is verified at the provider', async () => {
    const run = await change(world, { operation: 'set-config', key: 'replicas', value: '3' })
    expect(run.outcome).toMatchObject({ kind: 'succeeded', asSimulated: true })
    expect(run.intents.map(step => step.state)).toEqual(Array.from({ length: 8 }, () => 'running'))
    expect(run.begun().map(step => `${step.operation} ${step.name}`).toSorted()).toEqual([
      'create cart', 'create cart', 'create cart-old', 'create main', 'create search', 'create search', 'create shop', 'create web',
    ])
    expect(await world.everything()).toMatchObject({ resources: expect.arrayContaining([expect.objectContaining({ id: 'sites/web', replicas: 3, listening: 3 })]) })
    expect(readFileSync(settingsFile(), 'utf8')).toContain('shop:replicas: 3')
    expect((await (await fetch(`${world.cloud.url}/r/shop`)).text())).toContain('1,200 rows in main')
  })

  it('is in the inventory, read without an engine', async () => {
    const found = await world.simulator.inventory(target)
    expect(found.settings.find(one => one.key === 'shop:replicas')).toMatchObject({ type: 'integer', value: 3, default: 2, minimum: 1, maximum: 10 })
    expect(found.settings.find(one => one.key === 'shop:databaseTier')).toMatchObject({ choices: ['small', 'medium', 'large'] })
    expect(found.resources.find(one => one.name === 'web')).toMatchObject({
      kind: 'sandbox:Site', physicalId: 'sites/web', properties: { replicas: 3 }, dependsOn: [expect.stringMatching(/Database::main$/)],
    })
    expect(JSON.stringify(found)).not.toContain('__provider')
    expect(found.outputs).toMatchObject({ orders: 1200 })
  })

  it('tags its calls, each of which is a step of the run', async () => {
    const { calls } = await world.api('GET', '/calls') as { calls: { operation: string, outcome: string }[] }
    expect(calls).toHaveLength(8)
    expect(new Set(calls.map(call => `${call.operation} ${call.outcome}`))).toEqual(new Set(['plan-1-forward done']))
  })

  it('of several settings is one change', async () => {
    const run = await change(world, { operation: 'set-config', key: 'banner', value: 'Sale' }, { operation: 'set-config', key: 'databaseTier', value: 'Medium' }, { operation: 'deploy' })
    expect(run.simulated.counts).toMatchObject({ update: 2, same: 6 })
    expect(run.outcome).toMatchObject({ kind: 'succeeded', asSimulated: true, summary: expect.stringContaining('updated') })
  })

  it.each([
    ['program', () => writeFileSync(join(world.sandbox.shop, 'index.ts'), '\n', { flag: 'a' })],
    ['configuration', () => writeFileSync(settingsFile(), '  shop:content: other\n', { flag: 'a' })],
    ['state', () => writeFileSync(join(world.sandbox.state, '.pulumi', 'stacks', 'shop', 'dev.json'), ' ', { flag: 'a' })],
  ])('refuses to run, and changes nothing, when the %s moved after the look', async (element, move) => {
    const steps = stepsOf({ operation: 'set-config', key: 'replicas', value: 5 })
    const plan = planOf(world, steps, await world.simulator.simulate(target, steps, {}))
    const before = await world.everything()
    move()
    const seen = watch()
    expect(await world.simulator.execute(plan, target, seen.observer, never)).toMatchObject({ kind: 'refused', element })
    expect([seen.intents, await world.everything()]).toEqual([[], before])
  })

  it('leaves no scratch copy behind', () => {
    expect(readdirSync(join(world.home, 'simulator', 'scratch'))).toEqual([])
    // an engine keeps which stack was selected in each folder
    expect(readdirSync(join(world.home, 'simulator', 'pulumi', 'workspaces'))).toHaveLength(1)
  })
})

describe('what is asked wrongly', () => {
  it.each([
    ['shop:replica', 3, 'setting-unknown', 'shop:replicas'], ['replicas', 'many', 'setting-type', '1 to 10'], ['replicas', 11, 'setting-type', '1 to 10'],
    ['databaseTier', 'huge', 'setting-type', 'one of'], ['search', 'perhaps', 'setting-type', 'Whether'],
  ])('gets a sentence: %s = %s', async (key, value, code, words) => {
    const asked = world.simulator.simulate(target, stepsOf({ operation: 'set-config', key, value }), {})
    await expect(asked).rejects.toMatchObject({ code, hint: expect.stringContaining(words === 'one of' ? 'room' : words) })
  })
})
