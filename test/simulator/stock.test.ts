import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, watch as watchFolder, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { chooseEngine, openStack } from '../../daemon/engine/index.ts'
import { openRoomOver, request } from '../../daemon/plans/tiny-room.ts'
import { startCloud } from '../../infrastructure/index.ts'
import type { Step } from '../../shared/plan.ts'
import type { RunStep } from '../../shared/wire.ts'
import { change, openWorld, planOf, stepsOf, target, watch } from './sandbox.ts'
import type { StepBody, World } from './sandbox.ts'

// Several runs of a real engine, each in processes of its own.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

const never = new AbortController().signal
const canary = 'Canary-Of-The-State-2e91'
let world: World
/** A state without anything pending, as a deployment left it. */
let whole: Buffer
const state = () => join(world.sandbox.state, '.pulumi', 'stacks', 'shop', 'dev.json')

beforeAll(async () => {
  world = await openWorld()
  await world.simulator.seed(target)
  const stack = await openStack(await chooseEngine(), {
    folder: world.sandbox.shop, stack: 'dev', backend: pathToFileURL(world.sandbox.state).href, home: join(world.home, 'simulator', 'pulumi'),
    passphrase: 'correct horse battery staple', environment: {},
  })
  await stack.setConfig('canary', { value: canary, secret: true })
  const program = join(world.sandbox.shop, 'index.ts')
  writeFileSync(program, readFileSync(program, 'utf8').replace('banner: settings.banner', "banner: new Config('shop').requireSecret('canary')"))
  expect((await change(world, { operation: 'deploy' })).outcome.kind).toBe('succeeded')
  whole = readFileSync(state())
})
afterEach(() => { writeFileSync(state(), whole) })
afterAll(() => world.close())

interface Known { urn: string, id?: string, outputs?: object }
interface Stored { checkpoint: { latest: { resources: Known[], pending_operations?: { resource: Known, type: string }[] } } }
const stored = () => JSON.parse(readFileSync(state(), 'utf8')) as Stored
const called = (name: string) => ({ urn }: Known) => urn.endsWith(`:Route::${name}`)

/** The state as an engine leaves it that was killed while it made that route. */
function begun(name: string): Known {
  const left = stored()
  const { latest } = left.checkpoint
  const made = latest.resources.find(called(name))!
  const { id: _id, outputs: _outputs, ...begun } = made
  latest.resources = latest.resources.filter(one => one !== made)
  latest.pending_operations = [{ resource: begun, type: 'creating' }]
  writeFileSync(state(), JSON.stringify(left))
  return made
}
const bodiesOf = ({ urn, id }: Known): StepBody[] => [{ operation: 'settle', run: 'run-1', conclusion: 'record', found: [{ id: urn, physical: id ?? null }] }]
const recordOf = (known: Known) => stepsOf(...bodiesOf(known))

/** What happens while the sandbox is down. */
async function without<Result>(work: () => Promise<Result>): Promise<Result> {
  await world.cloud.close()
  try {
    return await work()
  } finally {
    Object.assign(world.cloud, await startCloud({ port: world.cloud.port, folder: world.sandbox.cloud }))
  }
}

/** Every file that lies there, without the packages. (The sandbox's own is where the secret belongs.) */
function everyFile(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    if (name === 'node_modules') return []
    return statSync(path).isDirectory() ? everyFile(path) : [path]
  })
}
const holding = (folder: string, text: string) => everyFile(folder).filter(path => readFileSync(path).includes(text))

/** What lies in a folder while something is done: each name, with who may read it and whether the secret is in it. */
async function seenIn<Result>(folder: string, work: () => Promise<Result>) {
  const seen = new Map<string, { mode: string, plain: boolean } | undefined>()
  const watcher = watchFolder(folder, (_, name) => {
    const path = join(folder, name ?? '')
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!stat?.isFile()) return seen.set(name ?? '', seen.get(name ?? ''))
    return seen.set(name ?? '', { mode: (stat.mode & 0o777).toString(8), plain: readFileSync(path).includes(canary) })
  })
  try {
    return { result: await work(), seen }
  } finally {
    watcher.close()
  }
}

it.each([[true], [false]])('a state is written anew without one of its secrets in a file, where the engine takes it: %s', async (takes) => {
  const [temporary, scratch, operations] = [join(world.home, 'temporary'), join(world.home, 'simulator/scratch'), join(world.home, 'simulator/operations')]
  for (const folder of [temporary, scratch]) mkdirSync(folder, { recursive: true })
  const locks = join(world.sandbox.state, '.pulumi', 'locks', 'organization', 'shop', 'dev')
  const steps = recordOf(begun('cart'))
  const plan = planOf(world, steps, await world.simulator.simulate(target, steps, {}))
  expect(readFileSync(state(), 'utf8')).toContain('ciphertext')
  vi.stubEnv('TMPDIR', temporary)
  expect(tmpdir()).toBe(temporary)
  const theirs = JSON.stringify({ pid: process.pid, username: 'grace', hostname: hostname(), timestamp: '2026-01-01T00:00:00Z' })
  if (!takes) writeFileSync(join(locks, 'theirs.json'), theirs)
  try {
    const { seen: strewn, result: { seen: kept, result: { seen: begun, result } } } = await seenIn(temporary, () => seenIn(scratch,
      () => seenIn(operations, () => world.simulator.execute(plan, target, watch().observer, never))))
    expect(result).toMatchObject(takes ? { kind: 'succeeded' } : { kind: 'refused', element: 'state', summary: expect.stringContaining('grace') })
    // a daemon that dies in here leaves the next one to wait for the engine
    expect([[...begun.keys()].filter(name => name.endsWith('.json')).length, readdirSync(operations)]).toEqual([1, []])
    expect([...strewn.keys()].filter(name => !name.startsWith('automation-logs-'))).toEqual([])
    const states = [...kept].filter(([name]) => name.endsWith('.state'))
    expect(states.length).toBeGreaterThan(0)
    expect(states.map(([, what]) => what)).toEqual(states.map(() => ({ mode: '600', plain: false })))
    expect([readdirSync(scratch), holding(world.home, canary).filter(path => !path.startsWith(world.sandbox.cloud))]).toEqual([[], []])
  } finally {
    vi.unstubAllEnvs()
    rmSync(join(locks, 'theirs.json'), { force: true })
  }
  expect(stored().checkpoint.latest.resources.some(called('cart'))).toBe(takes)
  expect(existsSync(join(locks, 'theirs.json'))).toBe(false)
})

it('a state that somebody else changes after the last look stays theirs, and nothing is taken into it', async () => {
  const steps = recordOf(begun('cart'))
  const plan = planOf(world, steps, await world.simulator.simulate(target, steps, {}))
  const [before, seen] = [readFileSync(state(), 'utf8'), watch()]
  const moving = { ...seen.observer, intent: (step: RunStep) => { seen.observer.intent(step); writeFileSync(state(), `${before} `) } }
  expect(await world.simulator.execute(plan, target, moving, never)).toMatchObject({ kind: 'refused', element: 'state' })
  expect([readFileSync(state(), 'utf8'), seen.told.map(step => step.state)]).toEqual([`${before} `, ['skipped']])
})

it('what was found and could not be read stays open, is told so, and is settled again', async () => {
  const made = begun('cart')
  const unread = await without(() => change(world, ...bodiesOf(made)))
  expect(unread.outcome).toMatchObject({ kind: 'failed', uncertain: ['creating cart'], summary: expect.stringContaining('still calls it open') })
  expect(stored().checkpoint.latest.pending_operations).toMatchObject([{ type: 'creating', resource: { urn: made.urn } }])
  const { known, pending } = await world.simulator.settle(target, { run: 'run-1', plan: 'sandbox', said: [] })
  expect([pending, known.filter(line => line.startsWith('cart '))]).toEqual([
    { whole: true, found: [{ id: made.urn, physical: made.id }] },
    // the site of that name, and the route
    [expect.stringContaining('cart is there'), expect.stringContaining('cart was begun and is there')],
  ])
  expect((await change(world, ...bodiesOf(made))).outcome).toMatchObject({ kind: 'succeeded', summary: 'cart is there' })
  const { resources, pending_operations: open = [] } = stored().checkpoint.latest
  const kept = resources.filter(one => one.urn === made.urn)
  expect([open, kept]).toEqual([[], [expect.objectContaining({ id: made.id, outputs: made.outputs })]])
})

it('a run that records what was found is not rolled back when its provider went away, and accuses nobody', async () => {
  let down = false
  const room = await openRoomOver({
    ...world.simulator, execute: (...given) => down ? without(() => world.simulator.execute(...given)) : world.simulator.execute(...given),
  })
  const take = async ({ steps, title }: { steps: readonly Step[], title: string }) => {
    const { run } = await room.change(request(steps, title, room.ada))
    await room.plans.over(run)
    return room.plans.run(run)!
  }
  try {
    await take({ steps: stepsOf({ operation: 'set-config', key: 'search', value: false }), title: 'no search' })
    for (let time = 0; time < 2; time++) await world.api('POST', '/faults', { mode: 'drop', kind: 'sites', action: 'create' })
    const interrupted = await take({ steps: stepsOf({ operation: 'set-config', key: 'search', value: true }), title: 'search' })
    const record = async () => take((await room.plans.settle(interrupted.id)).offers.find(({ conclusion }) => conclusion === 'record')!)
    down = true
    const unread = await record()
    expect(unread).toMatchObject({ state: 'interrupted', conclusion: expect.stringMatching(/could not be read.*To be checked: creating search/) })
    expect(unread.conclusion).not.toContain('somebody else')
    expect(room.kinds().filter(kind => kind.includes('roll'))).toEqual([])
    down = false
    expect((await record()).state).toBe('succeeded')
    const finish = (await room.plans.settle(interrupted.id)).offers.find(({ conclusion }) => conclusion === 'finish')
    expect((await take(finish!)).state).toBe('succeeded')
  } finally {
    await room.end()
  }
})
