import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isRemains } from '../process-start.ts'
import { lockStack } from './lock.ts'
import type { Project } from './project.ts'
import { Stacks } from './stacks.ts'

function stacks(): Stacks {
  const root = mkdtempSync(join(tmpdir(), 'engine-lock-'))
  const project: Project = {
    name: 'shop', path: join(root, 'Pulumi.yaml'), root, main: root, entry: '.', runtime: { name: 'nodejs', options: {} }, stackConfigFolder: root,
    backendUrl: `file://${root}`, backendFolder: root, home: root, declaredConfig: [], refreshAlways: false,
  }
  return new Stacks(project)
}

const warned: string[] = []
const warn = (text: string): void => void warned.push(text)

test('a second owner is refused in the official words while the first lives, and let in after it', () => {
  const at = stacks()
  const release = lockStack(at, 'dev', warn)
  expect(() => lockStack(at, 'dev', warn)).toThrow('the stack is currently locked by 1 lock(s)')
  release()
  lockStack(at, 'dev', warn)()
  expect(readdirSync(at.lockFolder('dev'))).toEqual([])
})

test('a lock whose process has ended is cleared away, one of another machine is not', () => {
  const at = stacks()
  const folder = at.lockFolder('dev')
  mkdirSync(folder, { recursive: true })
  const owner = { pid: 2 ** 22 + 1, username: 'ada', hostname: hostname(), timestamp: '2026-01-01T00:00:00Z' }
  writeFileSync(join(folder, 'dead.json'), JSON.stringify(owner))
  lockStack(at, 'dev', warn)()
  expect(warned.at(-1)).toContain('which has ended')
  writeFileSync(join(folder, 'far.json'), JSON.stringify({ ...owner, hostname: 'elsewhere' }))
  expect(() => lockStack(at, 'dev', warn)).toThrow('created by ada@elsewhere')
})

test('a process number that was given to another process is not taken for its first owner', () => {
  const at = stacks()
  const folder = at.lockFolder('dev')
  mkdirSync(folder, { recursive: true })
  const owner = { pid: process.pid, username: 'ada', hostname: hostname(), timestamp: '2026-01-01T00:00:00Z' }
  writeFileSync(join(folder, 'recycled.json'), JSON.stringify({ ...owner, started: 'another-boot:1' }))
  if (process.platform === 'linux') expect(() => lockStack(at, 'dev', warn)()).not.toThrow()
  else expect(() => lockStack(at, 'dev', warn)).toThrow('currently locked')
})

test('a process that was killed and that nobody has asked about yet holds no lock', async () => {
  const at = stacks()
  const folder = at.lockFolder('dev')
  mkdirSync(folder, { recursive: true })
  // A shell that starts a process, kills it and never waits for it.
  const parent = spawn('/bin/sh', ['-c', 'sleep 100 & echo $!; kill -9 $!; exec sleep 100'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(parent.stdout, 'data') as [Buffer]
  const owner = { pid: Number(line.toString()), username: 'ada', hostname: hostname(), timestamp: '2026-01-01T00:00:00Z' }
  writeFileSync(join(folder, 'killed.json'), JSON.stringify(owner))
  try {
    if (process.platform === 'linux') while (!isRemains(owner.pid)) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(() => lockStack(at, 'dev', warn)()).not.toThrow()
  } finally {
    parent.kill('SIGKILL')
  }
})
