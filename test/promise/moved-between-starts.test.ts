import { cpSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { Daemon } from '../faults/path/daemon.ts'
import { World } from '../faults/path/world.ts'

// Each plan is a preview of a real engine, made by a daemon in a process of its own.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

/** What only another start of the daemon can move: where its configuration says that a project's state is, which stack, as whom. */
let world: World
let daemon: Daemon
const environment: Record<string, string> = {}
beforeAll(async () => {
  world = await World.open()
  daemon = await Daemon.start(world, { environment })
  daemon.use(await daemon.pair())
})
afterAll(async () => {
  await daemon.killed()
  world.close()
})

const project = (more: Record<string, unknown> = {}) =>
  ({ path: world.shop, stack: 'dev', mode: 'dev', backend: world.backend, passphrase: `file:${world.passphraseFile}`, ...more })
const state = () => join(world.home, 'sandbox', 'state')

async function looked(): Promise<string> {
  const { plan, error } = await daemon.ask('set replicas to 5')
  expect(error).toBeUndefined()
  return plan!
}
async function startedAgain(move: () => void): Promise<void> {
  await daemon.killed()
  move()
  await daemon.start()
}

it.each<[element: string, move: () => void]>([
  ['lock file', () => { writeFileSync(join(world.shop, 'package-lock.json'), '{"lockfileVersion":3}') }],
  ['backend', () => {
    const elsewhere = join(world.home, 'elsewhere')
    cpSync(state(), elsewhere, { recursive: true })
    world.configure({ projects: [project({ backend: pathToFileURL(elsewhere).href })] })
  }],
  ['environment', () => { environment.AWS_PROFILE = 'production' }],
])('refuses where the %s is another one at the next start than what the person looked at', async (element, move) => {
  const before = await world.everything()
  const calls = (await world.calls(0)).length
  const plan = await looked()
  await startedAgain(move)
  const run = await daemon.over(await daemon.approve(plan))
  expect(run).toMatchObject({ state: 'failed', steps: [], conclusion: expect.stringContaining(`the ${element}`) })
  // the new plan is simulated once the run is over
  await vi.waitFor(async () => {
    const { summary } = await daemon.client.post('/v1/plans/get', { id: plan })
    expect(summary).toMatchObject({ state: 'superseded', supersededBy: expect.stringMatching(/^plan-/) })
  }, { timeout: 60_000, interval: 200 })
  expect([(await world.calls(0)).length, await world.everything()]).toEqual([calls, before])
})

it('refuses where the stack is another one at the next start: the target that was approved is gone', async () => {
  const plan = await looked()
  await startedAgain(() => {
    const folder = join(world.home, 'elsewhere', '.pulumi', 'stacks', 'shop')
    renameSync(join(folder, 'dev.json'), join(folder, 'prod.json'))
    world.configure({ projects: [project({ stack: 'prod', backend: pathToFileURL(join(world.home, 'elsewhere')).href })] })
  })
  await expect(daemon.approve(plan)).rejects.toMatchObject({ code: 'plan-moved', message: expect.stringContaining('target') })
})
