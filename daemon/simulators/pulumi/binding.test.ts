import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readCheckpoint, type Engine } from '../../engine/index.ts'
import { bindingOf, differing } from './binding.ts'
import { readProject, type ProjectSource } from './project.ts'
import { readSource } from './source.ts'

/**
 * What this service alone can see of an approval's binding, each element changed after the person looked. What the daemon sees by itself
 * (plan bytes, role, policy, mode, expiry, device) is in daemon/plans. A stack has no cluster: that comes with Kubernetes.
 */
let folder = ''
let source: ProjectSource
let engine: Engine
let extra: Record<string, string>
const file = (path: string, text: string) => { writeFileSync(join(folder, path), text) }
const state = (stack: string, text: string, at = 'state') => {
  const place = join(folder, at, '.pulumi', 'stacks', 'shop')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, `${stack}.json`), JSON.stringify({ version: 3, checkpoint: { latest: { resources: [{ urn: text, type: 't' }] } } }))
}
const now = () => {
  const project = readProject(source)
  return bindingOf(project, engine, readSource(project), readCheckpoint(project.backendUrl, project.name, project.stack), extra)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binding-'))
  mkdirSync(join(folder, 'shop'))
  source = { path: join(folder, 'shop'), stack: 'dev', mode: 'dev', backend: pathToFileURL(join(folder, 'state')).href, account: 'shop · 127.0.0.1:9041', surroundings: 'f'.repeat(64) }
  engine = { title: 'an engine', identity: 'e'.repeat(64) } as Engine
  extra = { changes: 'c'.repeat(64), source: 'd'.repeat(64) }
  file('shop/Pulumi.yaml', 'name: shop\nruntime: nodejs\n')
  file('shop/index.ts', 'one')
  file('shop/package-lock.json', '{}')
  file('shop/Pulumi.dev.yaml', 'config: {}\n')
  for (const stack of ['dev', 'prod']) state(stack, 'urn:a')
  state('dev', 'urn:a', 'elsewhere')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('nothing differs in a world that stands still', () => {
  expect(differing(now(), now())).toBeUndefined()
})

test.each<[element: string, move: () => void]>([
  ['program', () => file('shop/index.ts', 'two')],
  ['lockfile', () => file('shop/package-lock.json', '{"lockfileVersion":3}')],
  ['configuration', () => file('shop/Pulumi.dev.yaml', 'config: { shop:replicas: 3 }\n')],
  ['state', () => state('dev', 'urn:b')],
  ['backend', () => { source = { ...source, backend: pathToFileURL(join(folder, 'elsewhere')).href } }],
  ['stack', () => { source = { ...source, stack: 'prod' } }],
  ['account', () => { source = { ...source, account: 'shop · another account' } }],
  ['environment', () => { source = { ...source, surroundings: 'a'.repeat(64) } }],
  ['engine', () => { engine = { title: 'another engine', identity: engine.identity } as Engine }],
  ['engine', () => { engine = { title: engine.title, identity: 'f'.repeat(64) } as Engine }],
  ['changes', () => { extra = { ...extra, changes: 'b'.repeat(64) } }],
  ['source', () => { extra = { ...extra, source: 'b'.repeat(64) } }],
  ['locks', () => { extra = { ...extra, locks: 'b'.repeat(64) } }],
])('a changed %s is named', (element, move) => {
  const approved = now()
  move()
  expect(differing(approved, now())).toBe(element)
})
