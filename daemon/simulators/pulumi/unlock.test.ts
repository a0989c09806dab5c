import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Step } from '../../../shared/plan.ts'
import type { RunStep } from '../../../shared/wire.ts'
import type { RunObserver } from '../../simulator-contract.ts'
import { readCheckpoint, type Engine } from '../../engine/index.ts'
import { readProject, type Project } from './project.ts'
import { readSource } from './source.ts'
import { breaksLock, demandUnlocked, orphansOf, simulateUnlock, unlock } from './unlock.ts'

const steps: Step[] = [
  { id: 'step-1', service: 'pulumi', operation: 'settle', target: 'pulumi:shop/dev', parameters: { run: 'run-1', conclusion: 'unlock' }, dependsOn: [] },
]
const engine = { title: 'an engine', identity: 'e'.repeat(64) } as Engine
// above the largest number that Linux gives to a process, so that none can have it
const gone = 2 ** 22 + 1
let folder: string
let project: Project
let locks: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unlock-'))
  writeFileSync(join(folder, 'Pulumi.yaml'), 'name: shop\nruntime: nodejs\n')
  locks = join(folder, 'state', '.pulumi', 'locks', 'organization', 'shop', 'dev')
  mkdirSync(locks, { recursive: true })
  project = readProject({ path: folder, stack: 'dev', mode: 'dev', backend: pathToFileURL(join(folder, 'state')).href })
})
afterEach(() => rmSync(folder, { recursive: true }))

const lock = (name: string, pid: number, host = hostname()) =>
  { writeFileSync(join(locks, `${name}.json`), JSON.stringify({ pid, username: 'ada', hostname: host, timestamp: '2026-11-23T12:00:00Z' })) }
const world = () => [readSource(project), readCheckpoint(project.backendUrl, 'shop', 'dev')] as const
const simulated = () => simulateUnlock(project, steps, ...world(), engine)
function run(binding: ReturnType<typeof simulated>['binding']) {
  const seen: RunStep[] = []
  const see = (step: RunStep) => { seen.push(step) }
  const observer: RunObserver = { mayBegin: () => undefined, intent: see, outcome: see, log: () => undefined }
  return { outcome: unlock(project, binding, ...world(), engine, observer), seen }
}

it('breaks the lock of an engine that is gone, by name and on the record', () => {
  lock('a', gone)
  const { binding, counts, steps: [step], unknowns } = simulated()
  expect([breaksLock(steps), counts.delete, unknowns]).toEqual([true, 1, []])
  expect(step?.changes[0]?.name).toContain(`process ${gone}`)
  const { outcome, seen } = run(binding)
  expect(outcome.kind).toBe('succeeded')
  expect(seen.map(each => each.state)).toEqual(['running', 'done'])
  expect(readdirSync(locks)).toEqual([])
})

it('never breaks the lock of a process that works', () => {
  lock('a', process.pid)
  expect(simulated).toThrow(expect.objectContaining({ code: 'lock-alive', message: expect.stringContaining('ada') }))
})

it('says of a lock of another machine that it may be alive', () => {
  lock('a', 7, 'elsewhere')
  expect(simulated().unknowns).toEqual([expect.stringContaining('elsewhere')])
})

it('refuses when the lock is another one by then, and leaves it', () => {
  lock('a', gone)
  const { binding } = simulated()
  rmSync(join(locks, 'a.json'))
  lock('b', 7, 'elsewhere')
  expect(run(binding)).toMatchObject({ outcome: { kind: 'refused', element: 'lock' }, seen: [] })
  expect(readdirSync(locks)).toEqual(['b.json'])
})

it('has nothing to break where there is no lock', () => {
  expect(simulated).toThrow(expect.objectContaining({ code: 'lock-missing' }))
})

it('who asks for a change of a target that somebody else has locked is told who, since when, and that they can wait or give up', () => {
  lock('theirs', process.pid)
  expect(() => demandUnlocked(project)).toThrow(expect.objectContaining({
    code: 'target-locked', message: expect.stringMatching(/^ada on .* has been changing it since 2026-11-23T12:00:00Z; nothing was changed/), hint: expect.stringMatching(/Wait.*or give up/),
  }))
  rmSync(join(locks, 'theirs.json'))
  lock('elsewhere', 4711, 'another machine')
  expect(() => demandUnlocked(project)).toThrow(expect.objectContaining({ code: 'target-locked' }))
})

it('an orphan holds up nobody, and a process of its number that started later is not its owner', () => {
  lock('orphan', gone)
  writeFileSync(join(locks, 'reused.json'), JSON.stringify({ pid: process.pid, username: 'ada', hostname: hostname(), timestamp: '2026-11-23T12:00:00Z', started: 'a boot before this one' }))
  expect(() => demandUnlocked(project)).not.toThrow()
  expect(orphansOf(project).map(({ pid }) => pid).toSorted()).toEqual([process.pid, gone].toSorted())
})
