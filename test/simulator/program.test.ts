import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { change, openWorld, planOf, stepsOf, target, watch } from './sandbox.ts'
import type { World } from './sandbox.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let world: World
beforeAll(async () => {
  world = await openWorld()
  expect((await change(world, { operation: 'deploy' })).outcome.kind).toBe('succeeded')
})
afterAll(() => world.close())
const program = () => readFileSync(join(world.sandbox.shop, 'index.ts'), 'utf8')
const sites = async () => (await world.api('GET', '/sites') as { sites: { name: string, content: string }[] }).sites.map(({ name }) => name).sort()
const never = new AbortController().signal

async function undo(of: Awaited<ReturnType<typeof change>>) {
  const steps = stepsOf({ operation: 'undo', run: 'run-1' })
  const simulated = await world.simulator.simulate(target, steps, { undo: { run: 'run-1', capture: of.capture, later: [] } })
  const seen = watch()
  return { simulated, outcome: await world.simulator.execute(planOf(world, steps, simulated), target, seen.observer, never) }
}

describe('a change of the program that is said as data', () => {
  it('is simulated in a copy, written when it runs, and gone from program and world when it is undone', async () => {
    const before = program()
    const { simulated, outcome, ...run } = await change(world, { operation: 'add-resource', kind: 'Site', name: 'docs', inputs: { content: 'Manuals', replicas: 1 } })
    expect(simulated.steps[0]?.changes.map(({ operation, name }) => [operation, name])).toEqual([['create', 'docs']])
    expect(simulated.attachments.map(({ attachment }) => attachment.title)).toContain('Change of index.ts')
    expect(outcome).toMatchObject({ kind: 'succeeded', asSimulated: true })
    expect(await sites()).toContain('docs')
    expect(program()).toContain('new Site(\'docs\', { name: named(\'docs\'), content: \'Manuals\', replicas: 1 })')

    const back = await undo({ simulated, outcome, ...run })
    expect(back.outcome).toMatchObject({ kind: 'succeeded' })
    expect(await sites()).not.toContain('docs')
    expect(program()).toBe(before)
  })
  it('leaves alone what the person wrote in between, and says so', async () => {
    const before = program()
    const run = await change(world, { operation: 'add-resource', kind: 'Site', name: 'docs', inputs: {}, like: 'cart' })
    expect(run.outcome.kind).toBe('succeeded')
    const own = `${program()}\n// a note of my own\n`
    writeFileSync(join(world.sandbox.shop, 'index.ts'), own)
    const { simulated, outcome } = await undo(run)
    expect(simulated.recommendations.join(' ')).toContain('newer than what this goes back to')
    expect([outcome.kind, program()]).toEqual(['succeeded', own])
    writeFileSync(join(world.sandbox.shop, 'index.ts'), before)
  })
  it('with a type that is wrong is refused before anything is written', async () => {
    const before = program()
    await expect(change(world, { operation: 'add-resource', kind: 'Site', name: 'docs', inputs: { replicas: 'many' } })).rejects.toMatchObject({ code: 'program-failed' })
    expect(program()).toBe(before)
  })
})

describe('code that was tried', () => {
  it('can be deployed then, and be undone with its files', async () => {
    const before = program()
    const edit = await world.simulator.keepEdit?.(target, { 'more.ts': 'export const note = \'more\'\n', 'index.ts': `import { note } from './more'\n${before}\nexport const more = note\nnew Site(\`docs\`, { name: named('docs'), content: note, replicas: 1 })\n` }) ?? ''
    expect((await change(world, { operation: 'try-code', edit })).outcome).toMatchObject({ kind: 'succeeded', summary: expect.stringContaining('create docs') as string })
    expect([program(), await sites()]).toEqual([before, expect.not.arrayContaining(['docs']) as string[]])
    const applied = await change(world, { operation: 'apply-code', edit })
    expect(applied.outcome).toMatchObject({ kind: 'succeeded' })
    expect(await sites()).toContain('docs')
    expect(existsSync(join(world.sandbox.shop, 'more.ts'))).toBe(true)
    expect((await undo(applied)).outcome).toMatchObject({ kind: 'succeeded' })
    expect([program(), existsSync(join(world.sandbox.shop, 'more.ts'))]).toEqual([before, false])
    expect(await sites()).not.toContain('docs')
  })
})

describe('a program that asks for something else in its run than in the preview', () => {
  /** Scales the shop while its program is another one whenever it knows that it is no preview. */
  async function scaled(edit: (text: string) => string) {
    const before = { program: program(), everything: await world.everything() }
    const settings = readFileSync(join(world.sandbox.shop, 'Pulumi.dev.yaml'), 'utf8')
    writeFileSync(join(world.sandbox.shop, 'index.ts'), `import { runtime } from '@pulumi/pulumi'\n${edit(before.program)}`)
    const run = await change(world, { operation: 'set-config', key: 'replicas', value: 4 })
    writeFileSync(join(world.sandbox.shop, 'index.ts'), before.program)
    expect(run.simulated.steps[0]?.changes.map(({ operation, name }) => [operation, name])).toEqual([['update', 'web']])
    return { ...run, before, settings }
  }
  it('gets no other value', async () => {
    const { outcome, before, settings } = await scaled(text => text.replace('replicas: settings.replicas', 'replicas: runtime.isDryRun() ? settings.replicas : 9'))
    expect(outcome).toMatchObject({ kind: 'refused', element: 'changes', summary: expect.stringMatching(/web.*replicas/) as string })
    expect(await world.everything()).toEqual(before.everything)
    expect(readFileSync(join(world.sandbox.shop, 'Pulumi.dev.yaml'), 'utf8')).toBe(settings)
  })
  it('gets no resource that nobody saw, and loses none', async () => {
    const hidden = '\nif (!runtime.isDryRun()) new Site(`hidden`, { name: named(\'hidden\'), content: \'\', replicas: 1 })\n'
    const { outcome, told } = await scaled(text => text.replace('const cart = ', `${hidden}const cart = `).replace('if (settings.keepCartOld)', 'if (settings.keepCartOld && runtime.isDryRun())'))
    expect([outcome.kind, told.map(({ name }) => name)]).toEqual([expect.stringMatching(/^(?:refused|failed)$/), ['web']])
    expect(await sites()).not.toContain('hidden')
    expect(await world.everything()).toMatchObject({ resources: expect.arrayContaining([expect.objectContaining({ id: 'databases/cart-old' })]) as unknown[] })
  })
  it('may give out the time of day', async () => {
    const { outcome } = await scaled(text => `${text}\nexport const now = String(process.hrtime.bigint())\n`.replace('replicas: settings.replicas', 'replicas: settings.replicas + 1'))
    expect(outcome).toMatchObject({ kind: 'succeeded', asSimulated: true })
  })
})
