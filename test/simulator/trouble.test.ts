import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { chooseEngine, openStack } from '../../daemon/engine/index.ts'
import { change, openWorld, planOf, stepsOf, target, watch } from './sandbox.ts'
import type { World } from './sandbox.ts'

// Several runs of a real engine, each in processes of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.simulator.seed(target)
})
afterAll(() => world.close())
const file = (name: string) => join(world.sandbox.shop, name)
const state = () => join(world.sandbox.state, '.pulumi', 'stacks', 'shop', 'dev.json')
const never = new AbortController().signal
const canary = 'canary-7f3a9c-do-not-tell'

it('a program that does not compile is answered with what the compiler says, and nothing is changed', async () => {
  const program = readFileSync(file('settings.ts'), 'utf8')
  writeFileSync(file('settings.ts'), `${program}\nexport const wrong: number = 'text'\n`)
  const before = readFileSync(state())
  await expect(world.simulator.simulate(target, stepsOf({ operation: 'deploy' }), {})).rejects.toMatchObject({
    code: 'program-failed', message: expect.stringMatching(/nothing was changed[^]*settings\.ts[^]*not assignable to type 'number'/),
  })
  expect(readFileSync(state())).toEqual(before)
  writeFileSync(file('settings.ts'), program)
})

it('a state that moves between the last look and the engine’s lock is not touched', async () => {
  const steps = stepsOf({ operation: 'set-config', key: 'banner', value: 'Sale' })
  const plan = planOf(world, steps, await world.simulator.simulate(target, steps, {}))
  const before = { world: await world.everything(), settings: readFileSync(file('Pulumi.dev.yaml'), 'utf8') }
  const seen = watch()
  const observer = { ...seen.observer, log: (text: string) => { if (text.startsWith('Deploying')) writeFileSync(state(), ' ', { flag: 'a' }) } }
  expect(await world.simulator.execute(plan, target, observer, never)).toMatchObject({ kind: 'refused', element: 'state' })
  expect({ world: await world.everything(), settings: readFileSync(file('Pulumi.dev.yaml'), 'utf8') }).toEqual(before)
  expect(seen.told.map(step => step.state)).toEqual(['skipped'])
})

it('a stack that somebody else has locked is not touched, and the lock stays', async () => {
  const steps = stepsOf({ operation: 'set-config', key: 'banner', value: 'Sale' })
  const plan = planOf(world, steps, await world.simulator.simulate(target, steps, {}))
  const before = await world.everything()
  const locks = join(world.sandbox.state, '.pulumi', 'locks', 'organization', 'shop', 'dev')
  mkdirSync(locks, { recursive: true })
  writeFileSync(join(locks, 'theirs.json'), JSON.stringify({ pid: process.pid, username: 'grace', hostname: hostname(), timestamp: '2026-01-01T00:00:00Z' }))
  const outcome = await world.simulator.execute(plan, target, watch().observer, never)
  const [left, told] = [readdirSync(locks), await world.simulator.settle(target)]
  rmSync(join(locks, 'theirs.json'), { force: true })
  expect(outcome).toMatchObject({ kind: 'refused', summary: expect.stringContaining('grace') })
  expect([await world.everything(), left]).toEqual([before, ['theirs.json']])
  expect(told.locked).toContain('grace')
})

it('an update whose end was never written stays open until it was read, whatever happens to the reading', async () => {
  type Known = { urn: string, outputs?: { replicas?: number } }
  type Stored = { checkpoint: { latest: { resources: Known[], pending_operations?: unknown[] } } }
  const stored = () => JSON.parse(readFileSync(state(), 'utf8')) as Stored
  const isWeb = ({ urn }: { urn: string }) => urn.endsWith('::web')
  const written = stored()
  written.checkpoint.latest.pending_operations = written.checkpoint.latest.resources.filter(isWeb).map(resource => ({ resource, type: 'updating' }))
  writeFileSync(state(), JSON.stringify(written))
  await world.api('PATCH', '/sites/web', { replicas: 5 })
  const record = () => change(world, { operation: 'settle', run: 'run-1', conclusion: 'record' })

  renameSync(world.cloud.tokenFile, `${world.cloud.tokenFile}.away`)
  const unread = await record()
  renameSync(`${world.cloud.tokenFile}.away`, world.cloud.tokenFile)
  expect(unread.outcome).toMatchObject({ kind: 'failed', uncertain: ['updating web'] })
  expect(stored().checkpoint.latest.pending_operations).toHaveLength(1)

  expect((await record()).outcome).toMatchObject({ kind: 'succeeded' })
  expect(stored().checkpoint.latest.pending_operations ?? []).toEqual([])
  expect(stored().checkpoint.latest.resources.find(isWeb)?.outputs?.replicas).toBe(5)
  await change(world, { operation: 'deploy' })
})

it('a create whose every answer was lost is called unknown, not failed', async () => {
  await change(world, { operation: 'set-config', key: 'search', value: false })
  for (let time = 0; time < 2; time++) await world.api('POST', '/faults', { mode: 'drop', kind: 'sites', action: 'create' })
  const { outcome, told } = await change(world, { operation: 'set-config', key: 'search', value: true })
  expect(outcome).toMatchObject({ kind: 'failed', uncertain: [expect.stringContaining('search')] })
  expect(told.map(step => `${step.kind} ${step.state}`).toSorted()).toEqual(['sandbox:Route skipped', 'sandbox:Site unknown'])
})

it('a create that was still on its way when its engine ended is waited for, and never forgotten', async () => {
  const [asked, search] = [{ run: 'run-1', plan: 'plan-1', said: [] }, await world.api('GET', '/sites/search') as Record<string, unknown>]
  await world.api('DELETE', '/sites/search')
  const { pending } = await world.simulator.settle(target, asked)
  expect(pending).toEqual({ whole: true, found: [{ id: expect.stringMatching(/::search$/), physical: null }] })
  const record = stepsOf({ operation: 'settle', run: 'run-1', conclusion: 'record', found: pending?.found ?? [] })
  const plan = planOf(world, record, await world.simulator.simulate(target, record, {}))

  await world.api('POST', '/faults', { mode: 'slow', kind: 'sites', action: 'create', milliseconds: 1500 })
  const arriving = world.api('POST', '/sites', { name: search.name, content: search.content, replicas: search.replicas }, 'plan-1-forward')
  const waited = await world.simulator.settle(target, { ...asked, ended: new Date().toISOString() })
  expect([waited.pending?.found[0]?.physical, await arriving]).toEqual(['sites/search', expect.objectContaining({ id: 'sites/search' })])

  const before = readFileSync(state())
  expect(await world.simulator.execute(plan, target, watch().observer, never)).toMatchObject({ kind: 'refused', element: 'found' })
  await expect(world.simulator.simulate(target, record, {})).rejects.toMatchObject({ code: 'stock-moved', message: expect.stringContaining('search') })
  expect(readFileSync(state())).toEqual(before)
  const { outcome } = await change(world, { operation: 'settle', run: 'run-1', conclusion: 'record', found: waited.pending?.found ?? [] })
  expect(outcome).toMatchObject({ kind: 'succeeded', summary: 'search is there' })
})

it('no secret is in what a simulation tells, writes or fails with', async () => {
  const engine = await chooseEngine()
  const stack = await openStack(engine, {
    folder: world.sandbox.shop, stack: 'dev', backend: pathToFileURL(world.sandbox.state).href, home: join(world.home, 'simulator', 'pulumi'),
    passphrase: 'correct horse battery staple', environment: {},
  })
  await stack.setConfig('canary', { value: canary, secret: true })
  const program = readFileSync(file('index.ts'), 'utf8')
  const leaks = `\nconst canary = new Config('shop').requireSecret('canary')\ncanary.apply(text => { console.log('the log says ' + text) })\n`
  writeFileSync(file('index.ts'), program.replace('banner: settings.banner', "banner: new Config('shop').requireSecret('canary')") + leaks)
  const simulated = await world.simulator.simulate(target, stepsOf({ operation: 'deploy' }), {})
  const change = simulated.steps[0]?.changes.find(one => one.name === 'web')
  expect(change?.properties).toContainEqual({ path: 'banner', secret: true })
  const told = JSON.stringify(simulated) + simulated.attachments.map(one => new TextDecoder().decode(one.bytes)).join('')
  expect(told).toContain('the log says [secret]')
  expect(told).not.toContain(canary)

  writeFileSync(file('index.ts'), `${program}${leaks}canary.apply(text => { throw new Error('it broke over ' + text) })\n`)
  const failure: unknown = await world.simulator.simulate(target, stepsOf({ operation: 'deploy' }), {}).catch((error: unknown) => error)
  expect(String(failure)).toContain('it broke over [secret]')
  expect(everyFile(world.home).filter(path => readFileSync(path).includes(canary))).toEqual([])
  expect(JSON.stringify(await world.simulator.inventory(target))).not.toContain(canary)
})

function everyFile(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    if (name === 'node_modules') return []
    return statSync(path).isDirectory() ? everyFile(path) : [path]
  })
}
