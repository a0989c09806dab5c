import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Change } from '../../../shared/plan.ts'
import type { RunObserver } from '../../simulator-contract.ts'
import type { EngineEvent, EngineResult } from '../../engine/index.ts'
import type { Bench, OperateOptions } from './bench.ts'
import { perform } from './perform.ts'
import { readProject, type Project } from './project.ts'
import { Session } from './session.ts'
import { Shelf } from './shelf.ts'
import { readSource } from './source.ts'

/** What becomes of a run is read from its record and from its state: here both are real, and the engine is what each test says. */
let folder: string
let project: Project
let session: Session
const before = 'config:\n  shop:replicas: 2\n'
const wanted = 'config:\n  shop:replicas: 4\n'
const urn = (name: string) => `urn:pulumi:dev::shop::sandbox:Site::${name}`
const settings = () => readFileSync(join(folder, 'Pulumi.dev.yaml'), 'utf8')
function state(time: string, ...names: string[]): void {
  const resources = names.map(name => ({ urn: urn(name), type: 'sandbox:Site', custom: true, id: `sites/${name}`, inputs: { name }, outputs: { name } }))
  writeFileSync(join(folder, '.pulumi', 'stacks', 'shop', 'dev.json'), JSON.stringify({ version: 3, checkpoint: { latest: { manifest: { time }, resources } } }))
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perform-'))
  writeFileSync(join(folder, 'Pulumi.yaml'), 'name: shop\nruntime: nodejs\n')
  writeFileSync(join(folder, 'Pulumi.dev.yaml'), before)
  mkdirSync(join(folder, '.pulumi', 'stacks', 'shop'), { recursive: true })
  project = readProject({ path: folder, stack: 'dev', mode: 'dev', backend: pathToFileURL(folder).href })
  session = new Session(join(folder, 'home'), {})
  state('earlier', 'web', 'cart')
})
afterEach(() => rmSync(folder, { recursive: true }))

const web: Change = { operation: 'update', id: urn('web'), kind: 'sandbox:Site', name: 'web', properties: [], dependsOn: [] }

/** Carries out an update of `web` with an engine that does this instead, and is stopped where the record throws. */
async function run(engine: (tell: (event: EngineEvent) => void) => EngineResult['failure'], meanwhile: () => void = () => undefined) {
  const [told, operations]: [string[], string[]] = [[], []]
  const observer: RunObserver = { mayBegin: meanwhile, intent: () => undefined, outcome: step => { told.push(`${step.name} ${step.state}`) }, log: () => undefined }
  const operate = (action: string, { onEvent }: OperateOptions): Promise<EngineResult> => {
    operations.push(action)
    let thrown: unknown
    const failure = engine((event) => { try { onEvent?.(event) } catch (error) { thrown = error } })
    return Promise.resolve({ events: [], output: '', failure: thrown instanceof Error ? { code: 'stopped', message: thrown.message } : failure! })
  }
  const source = readSource(project)
  const bench: Bench = { source, operate, edit: () => Promise.resolve(undefined) }
  const context = { session, shelf: new Shelf(join(folder, 'home')), sharing: () => [], project: () => project }
  const work = { run: 'up' as const, source, settings: wanted, summaries: new Map(), carrier: 'step-1' }
  const outcome = await perform(context, bench, project, {
    work, changes: [web], checkpoint: session.checkpoint(project), folder: source, phase: 'forward', tag: 'plan-1',
  }, observer, new AbortController().signal)
  return { outcome, told, operations }
}

it('does not say that nothing was changed where a step that nobody approved has finished', async () => {
  const { outcome, told } = await run((tell) => {
    tell({ kind: 'begin', at: 0, step: { op: 'delete', urn: urn('cart'), type: 'sandbox:Site' } })
    state('later', 'web')
    return undefined
  })
  expect(outcome).toMatchObject({ kind: 'failed', summary: expect.stringMatching(/delete cart, which was not approved.*state is another one/) })
  expect(outcome).not.toMatchObject({ hint: expect.stringContaining('Nothing was changed') })
  expect([told, settings()]).toEqual([['web skipped'], wanted])
})

it('says that nothing was changed, and puts the settings back, where the state was written anew with the same things', async () => {
  const { outcome } = await run(() => {
    state('later', 'cart', 'web')
    return { code: 'failed', message: 'the program threw' }
  })
  expect(outcome).toMatchObject({ kind: 'failed', summary: 'the program threw', hint: expect.stringContaining('Nothing was changed') })
  expect(settings()).toBe(before)
})

it('starts no engine on a state that moved in the last moment, and puts the settings back', async () => {
  const { outcome, operations, told } = await run(() => undefined, () => { state('later', 'web') })
  expect(outcome).toMatchObject({ kind: 'refused', element: 'state' })
  expect([operations, told, settings()]).toEqual([[], ['web skipped'], before])
})
