/** Code that a model proposes: nobody has read it, so nothing of it runs before a person countersigned exactly that. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PlanDocument, Step } from '../../shared/plan.ts'
import { openWorld, planOf, target, watch, type World } from '../simulator/sandbox.ts'

let world: World
let server: Server
let calls = 0
beforeAll(async () => {
  world = await openWorld()
  server = createServer((socket) => { calls += 1; socket.destroy() })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
}, 180_000)
afterAll(async () => { server.close(); await world.close() })

const step = (operation: 'try-code' | 'apply-code', edit: string): Step[] => [{ id: 'step-1', service: 'pulumi', operation, target, parameters: { edit }, dependsOn: [] }]
const mark = () => join(world.home, 'the-code-ran')
/** Writes a file and opens a socket as soon as its module is loaded. */
const harmful = (): string => {
  const { port } = server.address() as { port: number }
  return [
    'import { writeFileSync } from \'node:fs\'', 'import { connect } from \'node:net\'',
    `writeFileSync(${JSON.stringify(mark())}, 'ran')`, `connect(${port}, '127.0.0.1').on('error', () => undefined).unref()`,
    'export const loaded = true', '',
  ].join('\n')
}
const files = () => {
  const program = readFileSync(join(world.sandbox.shop, 'index.ts'), 'utf8')
  return { 'harmful.ts': harmful(), 'index.ts': `import { loaded } from './harmful'\n${program}\nexport const seen = loaded\n` }
}
const never = new AbortController().signal
const run = async (plan: PlanDocument) => {
  const seen = watch()
  return { outcome: await world.simulator.execute(plan, target, seen.observer, never), ...seen }
}

it('is shown as a diff with its types checked, and does nothing before that is countersigned', async () => {
  const edit = await world.simulator.keepEdit?.(target, files()) ?? ''
  const steps = step('try-code', edit)
  const simulated = await world.simulator.simulate(target, steps, {})
  expect(simulated.steps[0]).toMatchObject({ fidelity: 'not-simulated', changes: [] })
  expect(simulated.recommendations.join(' ')).toContain('Its types are right')
  const diffs = simulated.attachments.map(({ bytes }) => new TextDecoder().decode(bytes)).join('\n')
  expect(diffs).toContain('+writeFileSync(')
  expect(diffs).toContain('+import { loaded } from \'./harmful\'')
  // No other step leads to it either.
  await expect(world.simulator.simulate(target, step('apply-code', edit), {})).rejects.toMatchObject({ code: 'code-unsigned' })
  expect([existsSync(mark()), calls]).toEqual([false, 0])

  // With the signature it runs, in a copy: that both signs show now is what makes their absence above worth something.
  const { outcome } = await run(planOf(world, steps, simulated))
  expect(outcome).toMatchObject({ kind: 'succeeded', summary: expect.stringContaining('nothing was changed') as string })
  expect([existsSync(mark()), calls > 0]).toEqual([true, true])
  expect(existsSync(join(world.sandbox.shop, 'harmful.ts'))).toBe(false)
  expect(await world.everything()).toEqual({ sandbox: true, resources: [] })
}, 240_000)

it('with wrong types is refused, and a plan for other code than what lies there runs nothing', async () => {
  const wrong = await world.simulator.keepEdit?.(target, { 'wrong.ts': 'export const number: number = \'text\'\n', 'index.ts': 'import \'./wrong\'\n' }) ?? ''
  await expect(world.simulator.simulate(target, step('try-code', wrong), {})).rejects.toMatchObject({ code: 'code-types' })
  const good = await world.simulator.keepEdit?.(target, { 'added.ts': 'export {}\n' }) ?? ''
  const plan = planOf(world, step('try-code', good), await world.simulator.simulate(target, step('try-code', good), {}))
  const other = { ...plan, bindings: plan.bindings.map((binding) => ({ ...binding, digests: { ...binding.digests, program: '0'.repeat(64) } })) }
  expect((await run(other)).outcome).toMatchObject({ kind: 'refused', element: 'program' })
}, 240_000)

it.each([{ '../outside.ts': '' }, { 'node_modules/a.js': '' }, { '.npmrc': '' }, { 'Pulumi.yaml': 'name: x' }, { 'Pulumi.dev.yaml': '' }, { '/etc/passwd.ts': '' }, {}])(
  'can\'t be %j', async (given) => {
    await expect(world.simulator.keepEdit?.(target, given as Record<string, string>)).rejects.toMatchObject({ code: 'code-refused' })
  })
