import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Simulated } from '../../daemon/simulator-contract.ts'
import { change, openWorld, planOf, stepsOf, target, watch } from './sandbox.ts'
import type { World } from './sandbox.ts'

// Several runs of a real engine, each in processes of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let world: World
beforeAll(async () => {
  world = await openWorld()
  expect(await change(world, { operation: 'set-config', key: 'replicas', value: 3 })).toMatchObject({ outcome: { kind: 'succeeded' } })
})
afterAll(() => world.close())
const never = new AbortController().signal
const toReplicas = (value: number) => stepsOf({ operation: 'set-config', key: 'shop:replicas', value })

/** What the plan keeps of the things as they are at the provider. */
function keptOf(simulated: Simulated): Record<string, { properties: Record<string, unknown> } | null> {
  const kept = simulated.attachments.find(({ attachment }) => attachment.title === 'At the provider before this')
  const found = JSON.parse(new TextDecoder().decode(kept?.bytes)) as ReturnType<typeof keptOf>
  return Object.fromEntries(Object.entries(found).map(([urn, one]) => [urn.split('::').at(-1) ?? '', one]))
}

describe('what a plan would touch', () => {
  it('is read at the provider, kept with the plan, and part of what is approved', async () => {
    const simulated = await world.simulator.simulate(target, toReplicas(5), {})
    expect(simulated.binding.digests['live']).toMatch(/^[0-9a-f]{64}$/)
    expect(simulated.concerns).toEqual([])
    expect(keptOf(simulated)).toMatchObject({ web: { id: 'sites/web', kind: 'sandbox:Site', properties: { replicas: 3 } } })
  })

  it('that somebody else changed before the look is told on the card, and the run goes', async () => {
    await world.api('PATCH', '/sites/web', { replicas: 7 })
    const steps = toReplicas(5)
    const simulated = await world.simulator.simulate(target, steps, {})
    expect(simulated.concerns).toEqual([
      { level: 'medium', text: 'web has replicas 7 (the record says 3) at its provider; an undo would go back to the record' },
    ])
    expect(keptOf(simulated)).toMatchObject({ web: { properties: { replicas: 7 } } })
    expect(await world.simulator.execute(planOf(world, steps, simulated), target, watch().observer, never)).toMatchObject({ kind: 'succeeded' })
    expect(await world.api('GET', '/sites/web')).toMatchObject({ replicas: 5 })
  })

  it('that somebody else changes after the look stops the run before its first change, and is named', async () => {
    const steps = toReplicas(4)
    const plan = planOf(world, steps, await world.simulator.simulate(target, steps, {}))
    await world.api('PATCH', '/sites/web', { replicas: 9 })
    const [seen, before] = [watch(), await world.everything()]
    expect(await world.simulator.execute(plan, target, seen.observer, never)).toMatchObject({
      kind: 'refused', element: 'live', summary: expect.stringContaining('web has replicas 9 (the record says 5)'),
    })
    expect([seen.intents, await world.everything()]).toEqual([[], before])
    await world.api('PATCH', '/sites/web', { replicas: 5 })
  })

  it('that is put back to the record after the look is another thing than was approved, too', async () => {
    await world.api('PATCH', '/sites/web', { replicas: 9 })
    const steps = toReplicas(4)
    const plan = planOf(world, steps, await world.simulator.simulate(target, steps, {}))
    await world.api('PATCH', '/sites/web', { replicas: 5 })
    expect(await world.simulator.execute(plan, target, watch().observer, never)).toMatchObject({ kind: 'refused', element: 'live' })
  })

  it('of nothing else is looked at: what others changed beside it is not this plan’s', async () => {
    const steps = toReplicas(4)
    const plan = planOf(world, steps, await world.simulator.simulate(target, steps, {}))
    await world.api('PATCH', '/sites/search', { banner: 'moved' })
    expect(await world.simulator.execute(plan, target, watch().observer, never)).toMatchObject({ kind: 'succeeded' })
  })

  it('that is gone is a high risk, and a run whose thing goes after the look changes nothing', async () => {
    const steps = toReplicas(6)
    const plan = planOf(world, steps, await world.simulator.simulate(target, steps, {}))
    await world.api('DELETE', '/routes/shop')
    await world.api('DELETE', '/sites/web')
    const seen = watch()
    expect(await world.simulator.execute(plan, target, seen.observer, never)).toMatchObject({ kind: 'refused', element: 'live' })
    expect(seen.intents).toEqual([])
    const simulated = await world.simulator.simulate(target, steps, {})
    expect(simulated.concerns).toEqual([{ level: 'high', text: 'web is not there any more, though the record has it' }])
    expect(keptOf(simulated)).toMatchObject({ web: null })
  })

  it('that can’t be read is told with the reason, and a run refuses when it can be again', async () => {
    const steps = stepsOf({ operation: 'set-config', key: 'shop:databaseTier', value: 'large' })
    const token = readFileSync(world.cloud.tokenFile, 'utf8')
    writeFileSync(world.cloud.tokenFile, 'expired')
    const simulated = await world.simulator.simulate(target, steps, {})
    expect(simulated.concerns).toEqual([
      { level: 'medium', text: expect.stringMatching(/^What main really is could not be read: .*databases\/main can't be read/) },
    ])
    expect(JSON.stringify(simulated)).not.toContain(token.trim())
    writeFileSync(world.cloud.tokenFile, token)
    const seen = watch()
    expect(await world.simulator.execute(planOf(world, steps, simulated), target, seen.observer, never)).toMatchObject({ kind: 'refused', element: 'live' })
    expect(seen.intents).toEqual([])
  })
})
