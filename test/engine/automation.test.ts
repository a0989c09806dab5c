import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as pulumi from '@pulumi/pulumi'
import { type EngineEvent, LocalWorkspace, PulumiCommand, type Stack, StackNotFoundError } from '@pulumi/pulumi/automation/index.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** A command takes about two seconds; a busy machine, many times that. */
const PATIENCE_MS = 300_000
const engine = join(import.meta.dirname, '..', '..', 'daemon', 'engine')
const world = mkdtempSync(join(tmpdir(), 'engine-automation-'))
let command: PulumiCommand

beforeAll(async () => {
  process.env.COUNTERSIGN_NODE = process.execPath
  command = await PulumiCommand.get({ root: engine })
})
afterAll(() => rmSync(world, { recursive: true, force: true }))

function surroundings(name: string) {
  return {
    pulumiCommand: command,
    envVars: {
      COUNTERSIGN_NODE: process.execPath,
      PULUMI_BACKEND_URL: `file://${mkdtempSync(join(world, `${name}-state-`))}`,
      PULUMI_HOME: mkdtempSync(join(world, `${name}-home-`)),
      PULUMI_CONFIG_PASSPHRASE: 'correct horse',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
    },
  }
}

/** The texts of all lines in a folder, sorted: what the program did to the world. */
const lines = (folder: string): string[] => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')).sort()

describe('a local TypeScript program through the Automation API', () => {
  const folder = mkdtempSync(join(world, 'lines-'))
  let stack: Stack

  beforeAll(async () => {
    stack = await LocalWorkspace.createStack(
      { stackName: 'dev', workDir: join(import.meta.dirname, 'programs', 'ledger-lines') },
      { ...surroundings('local'), stackSettings: {} },
    )
    await stack.setAllConfig({ folder: { value: folder }, words: { value: 'one two' } })
    await stack.setConfig('token', { value: 'hush', secret: true })
  }, PATIENCE_MS)
  afterAll(() => rmSync(join(import.meta.dirname, 'programs', 'ledger-lines', 'Pulumi.dev.yaml'), { force: true }))

  test('is previewed without touching the world, and created as previewed', async () => {
    const events: EngineEvent[] = []
    const preview = await stack.preview({ onEvent: (event) => events.push(event) })
    expect(preview.changeSummary).toEqual({ create: 4 })
    expect(lines(folder)).toEqual([])
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index))
    expect(Object.keys(events.at(-1) ?? {})).toContain('cancelEvent')
    expect(JSON.stringify(events)).not.toContain('hush')

    const created = await stack.up()
    expect(created.summary.resourceChanges).toEqual({ create: 4 })
    expect(created.outputs).toEqual({ written: { value: 3, secret: false }, token: { value: 'hush', secret: true } })
    expect(lines(folder)).toEqual(['one', 'two'])
    expect(JSON.stringify(await stack.exportStack())).toContain('hush')
  }, PATIENCE_MS)

  test('does nothing the second time, and then updates, replaces and deletes what changed', async () => {
    const again = await stack.up({ expectNoChanges: true })
    expect(again.summary.resourceChanges).toEqual({ same: 4 })
    await stack.setConfig('words', { value: 'uno two three' })
    expect((await stack.up()).summary.resourceChanges).toEqual({ create: 1, same: 3, update: 1 })
    expect(lines(folder)).toEqual(['three', 'two', 'uno'])
    await stack.setConfig('shelf', { value: 'b' })
    await stack.setConfig('words', { value: 'uno two' })
    expect((await stack.up()).summary.resourceChanges).toEqual({ delete: 1, replace: 1, same: 3 })
    expect(lines(folder)).toEqual(['two', 'uno'])
    expect(readdirSync(folder).filter((name) => name.startsWith('b-'))).toHaveLength(1)
  }, PATIENCE_MS)

  test('sees what others changed, without changing anything itself', async () => {
    const [name] = readdirSync(folder).filter((file) => file.startsWith('b-'))
    writeFileSync(join(folder, name ?? ''), 'scribbled over')
    const before = JSON.stringify(await stack.exportStack())
    const drift = await stack.previewRefresh()
    expect(drift.changeSummary).toEqual({ same: 3, update: 1 })
    expect(JSON.stringify(await stack.exportStack())).toBe(before)
    expect(lines(folder)).toContain('scribbled over')
  }, PATIENCE_MS)

  test('refuses to begin on another state than the one that was approved', async () => {
    const before = JSON.stringify(await stack.exportStack())
    stack.workspace.envVars.COUNTERSIGN_EXPECT_STATE = '0'.repeat(64)
    await expect(stack.up()).rejects.toThrow("the state of stack 'dev' is not the one that was approved")
    delete stack.workspace.envVars.COUNTERSIGN_EXPECT_STATE
    expect(JSON.stringify(await stack.exportStack())).toBe(before)
  }, PATIENCE_MS)

  test('keeps what exists when a create fails, and leaves nothing when it is destroyed', async () => {
    await stack.setConfig('words', { value: 'uno two fail' })
    await expect(stack.up()).rejects.toThrow('the pen is dry')
    const kept = await stack.exportStack()
    expect((kept.deployment as { resources: unknown[]; pending_operations?: unknown[] }).resources).toHaveLength(5)
    expect((kept.deployment as { pending_operations?: unknown[] }).pending_operations ?? []).toEqual([])
    await stack.destroy()
    expect(lines(folder)).toEqual([])
    expect((await stack.history()).map(({ kind, result }) => `${kind} ${result}`)).toEqual([
      'destroy succeeded', 'update failed', 'update succeeded', 'update succeeded', 'update succeeded', 'update succeeded',
    ])
    await stack.workspace.removeStack('dev')
    expect(await stack.workspace.listStacks()).toEqual([])
  }, PATIENCE_MS)
})

describe('an inline program through the Automation API', () => {
  class Thing extends pulumi.dynamic.Resource {
    constructor(name: string, inputs: Record<string, pulumi.Input<unknown>>, options?: pulumi.CustomResourceOptions) {
      super({ create: async (given: Record<string, unknown>) => ({ id: name, outs: { ...given } }) }, name, inputs, options)
    }
  }

  test('is created, updated and destroyed, and an unknown stack is told by its type', async () => {
    const program = async (): Promise<Record<string, unknown>> => {
      const size = new pulumi.Config().requireNumber('size')
      for (let index = 0; index < size; index++) new Thing(`thing-${index}`, { index })
      return { size }
    }
    const around = { ...surroundings('inline'), workDir: mkdtempSync(join(world, 'inline-')) }
    const at = { projectName: 'inline', stackName: 'one', program }
    const stack = await LocalWorkspace.createOrSelectStack(at, around)
    await stack.setConfig('size', { value: '2' })
    expect((await stack.preview()).changeSummary).toEqual({ create: 3 })
    expect((await stack.up()).outputs).toEqual({ size: { value: 2, secret: false } })
    await stack.setConfig('size', { value: '1' })
    expect((await stack.up()).summary.resourceChanges).toEqual({ delete: 1, same: 2 })
    await stack.destroy()
    await expect(LocalWorkspace.selectStack({ ...at, stackName: 'nope' }, around)).rejects.toThrow(StackNotFoundError)
  }, PATIENCE_MS)

  test('has components that belong to no provider, whatever they are made inside of', async () => {
    class Part extends pulumi.ComponentResource {}
    const program = (): Promise<void> => {
      const whole = new Thing('whole', {})
      const part = new Part('my:index:Part', 'part', {}, { parent: whole })
      new Thing('piece', {}, { parent: part })
      return Promise.resolve()
    }
    const around = { ...surroundings('parts'), workDir: mkdtempSync(join(world, 'parts-')) }
    const stack = await LocalWorkspace.createStack({ projectName: 'parts', stackName: 'one', program }, around)
    await stack.up()
    const { resources } = (await stack.exportStack()).deployment as { resources: { type: string; provider?: string }[] }
    expect(resources.map(({ type, provider }) => `${type} ${provider ? 'has one' : 'has none'}`)).toEqual([
      'pulumi:pulumi:Stack has none', 'pulumi:providers:pulumi-nodejs has none', 'pulumi-nodejs:dynamic:Resource has one', 'my:index:Part has none',
      'pulumi-nodejs:dynamic:Resource has one',
    ])
  }, PATIENCE_MS)

  test('takes over with Stack.import what another stack has, generating no code, and then has nothing to do', async () => {
    const program = (): Promise<void> => {
      const group = new pulumi.ComponentResource('my:index:Group', 'group')
      new Thing('taken', { colour: 'red' }, { parent: group, protect: true })
      return Promise.resolve()
    }
    const around = { ...surroundings('taken'), workDir: mkdtempSync(join(world, 'taken-')) }
    const from = await LocalWorkspace.createStack({ projectName: 'taken', stackName: 'from', program }, around)
    await from.up()
    const { resources } = (await from.exportStack()).deployment as { resources: { id?: string; inputs?: object; outputs?: object }[] }
    const thing = resources.find(({ id }) => id === 'taken')
    const group = { name: 'group', type: 'my:index:Group', component: true }
    const taken = { name: 'taken', type: 'pulumi-nodejs:dynamic:Resource', parent: 'group', id: 'taken', inputs: thing?.inputs, outputs: thing?.outputs }
    const to = await LocalWorkspace.createStack({ projectName: 'taken', stackName: 'to', program }, around)
    const before = await to.exportStack()
    await expect(to.import({ resources: [group, taken] })).rejects.toThrow('generating the code of imported resources')
    expect(await to.exportStack()).toEqual(before)

    const { summary, generatedCode } = await to.import({ resources: [group, taken], generateCode: false })
    expect(summary).toMatchObject({ kind: 'resource-import', result: 'succeeded', resourceChanges: { create: 1, import: 2 } })
    expect(generatedCode).toBe('')
    expect((await to.up({ expectNoChanges: true })).summary.resourceChanges).toEqual({ same: 3 })
    // Its provider is in its own inputs: without them nobody can look.
    const unseen = { name: 'other', type: taken.type, id: 'other' }
    await expect(to.import({ resources: [unseen], generateCode: false })).rejects.toThrow('code must be a string, not undefined')
    expect((await to.up({ expectNoChanges: true })).summary.resourceChanges).toEqual({ same: 3 })
  }, PATIENCE_MS)

  test('runs its transforms and hooks, refers to another stack, and keeps what a failing hook came too late for', async () => {
    const seen: string[] = []
    const program = async (): Promise<Record<string, unknown>> => {
      const fail = new pulumi.Config().getBoolean('fail') ?? false
      const hook = new pulumi.ResourceHook('note', ({ name, newOutputs }) => {
        seen.push(`${name} ${JSON.stringify(newOutputs?.colour)}`)
        if (fail) throw new Error('the ink is out')
      })
      pulumi.runtime.registerResourceTransform(({ props, opts, type }) =>
        type === 'pulumi-nodejs:dynamic:Resource' ? { props: { ...props, colour: 'green' }, opts } : undefined,
      )
      const thing = new Thing('hooked', { colour: 'red', fail }, { hooks: { afterCreate: [hook], afterUpdate: [hook] } })
      const other = new pulumi.StackReference('other', { name: 'organization/hooked/first' })
      return { id: thing.id, size: other.getOutput('size') }
    }
    const around = { ...surroundings('hooked'), workDir: mkdtempSync(join(world, 'hooked-')) }
    const first = await LocalWorkspace.createStack({ projectName: 'hooked', stackName: 'first', program: async () => ({ size: 7 }) },
      around)
    await first.up()
    const stack = await LocalWorkspace.createStack({ projectName: 'hooked', stackName: 'second', program }, around)
    expect((await stack.preview()).changeSummary).toEqual({ create: 2 })
    expect(seen).toEqual([])
    expect((await stack.up()).outputs).toMatchObject({ id: { value: 'hooked' }, size: { value: 7 } })
    expect(seen).toEqual(['hooked "green"'])
    await stack.setConfig('fail', { value: 'true' })
    await expect(stack.up()).rejects.toThrow('after hook "note" failed: the ink is out')
    const { resources } = (await stack.exportStack()).deployment as { resources: { id?: string; inputs?: { fail?: boolean } }[] }
    expect(resources.find(({ id }) => id === 'hooked')?.inputs).toMatchObject({ colour: 'green', fail: true })
  }, PATIENCE_MS)
})
