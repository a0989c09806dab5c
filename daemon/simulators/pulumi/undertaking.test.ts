import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Step } from '../../../shared/plan.ts'
import { readProject, type Project } from './project.ts'
import { Shelf } from './shelf.ts'
import { packSource, readSource, type Source } from './source.ts'
import { undertake } from './undertaking.ts'

let folder: string
let project: Project
let shelf: Shelf
let now: Source
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertaking-'))
  writeFileSync(join(folder, 'Pulumi.yaml'), 'name: shop\nruntime: nodejs\nbackend: { url: "file:///nowhere" }\nconfig:\n  replicas: { type: integer, default: 2 }\n')
  writeFileSync(join(folder, 'Pulumi.dev.yaml'), 'config:\n  shop:replicas: 2\n')
  project = readProject({ path: folder, stack: 'dev', mode: 'dev' })
  shelf = new Shelf(join(folder, 'home'))
  now = readSource(project)
})
afterAll(() => rmSync(folder, { recursive: true }))

const target = 'pulumi:shop/dev'
const settle = (conclusion: 'finish' | 'undo'): Step[] =>
  [{ id: 'step-1', service: 'pulumi', operation: 'settle', target, parameters: { run: 'run-4', conclusion }, dependsOn: [] }]
const three: Step = { id: 'step-1', service: 'pulumi', operation: 'set-config', target, parameters: { key: 'replicas', value: 3 }, dependsOn: [] }
const plain = (operation: 'destroy' | 'refresh'): Step => ({ id: 'step-1', service: 'pulumi', operation, target, parameters: {}, dependsOn: [] })

it('finishes a run with the program and the settings that it was to have, and runs exactly what was looked at', async () => {
  const looked = await undertake(project, now, settle('finish'), { finish: [three] }, shelf)
  expect(looked).toMatchObject({ run: 'up', settings: expect.stringContaining('shop:replicas: 3'), carrier: 'step-1' })
  const runs = await undertake(project, now, settle('finish'), { shelved: looked.shelved }, shelf)
  expect(runs).toEqual(looked)
})

it('finishes what was to be deleted by deleting, and a refresh by a refresh', async () => {
  const gone = await undertake(project, now, settle('finish'), { finish: [plain('destroy')] }, shelf)
  expect(gone.run).toBe('destroy')
  expect((await undertake(project, now, settle('finish'), { shelved: gone.shelved }, shelf)).run).toBe('destroy')
  expect(await undertake(project, now, settle('finish'), { finish: [plain('refresh')] }, shelf)).toMatchObject({ run: 'refresh', settings: undefined })
  expect((await undertake(project, now, settle('finish'), { shelved: undefined }, shelf)).run).toBe('refresh')
})

it('takes an interrupted run back to what was captured before it', async () => {
  const capture = { digests: {}, files: [{ name: 'source', bytes: packSource({ ...now, settings: 'config:\n  shop:replicas: 1\n' }) }] }
  expect(await undertake(project, now, settle('undo'), { capture }, shelf)).toMatchObject({ run: 'up', settings: expect.stringContaining('replicas: 1') })
})

it('settles nothing of which nothing was kept', async () => {
  await expect(undertake(project, now, settle('undo'), {}, shelf)).rejects.toThrow(expect.objectContaining({ code: 'undo-impossible' }))
  await expect(undertake(project, now, settle('finish'), {}, shelf)).rejects.toThrow(expect.objectContaining({ code: 'settle-impossible' }))
})
