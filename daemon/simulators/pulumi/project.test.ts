import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { pulumiSimulator } from './index.ts'
import { readProject } from './project.ts'

let home = ''
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'countersign-project-')) })
afterEach(() => { rmSync(home, { recursive: true }) })
function project(folder: string, yaml: string, stack = 'dev') {
  const path = join(home, folder)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'Pulumi.yaml'), `runtime: nodejs\nbackend: { url: "file://./state" }\n${yaml}\n`)
  return { path, stack, mode: 'dev' as const }
}

it.each(['../elsewhere', '/elsewhere', 'source/../../elsewhere', '..', './..'])('a program at %s is in nothing that is compared, so it is none', (main) => {
  expect(() => readProject(project('shop', `name: shop\nmain: ${main}`))).toThrow(expect.objectContaining({ code: 'project-unreadable', message: expect.stringContaining(main) as string }))
})

it.each(['source', './source/index.ts', 'source/..', '..source'])('a program at %s is its own', (main) => {
  expect(readProject(project('shop', `name: shop\nmain: ${main}`)).target).toBe('pulumi:shop/dev')
})

it('a second project of the same name and stack is no target, also where the name differs in case alone, and that is said', () => {
  const projects = [project('first', 'name: shop'), project('second', 'name: shop'), project('third', 'name: Shop'), project('fourth', 'name: shop', 'prod')]
  const simulator = pulumiSimulator({ home, projects })
  expect(simulator.targets().map(({ id }) => id)).toEqual(['pulumi:shop/dev', 'pulumi:shop/prod'])
  expect(simulator.problems?.()).toEqual(['second', 'third'].map(folder => expect.stringMatching(new RegExp(`${folder} is left out: pulumi:shop/dev is the one in .*first already`))))
})
