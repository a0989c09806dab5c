import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hasEnded, OPERATION_MARK } from '../../daemon/engine/index.ts'
import { Operations } from '../../daemon/simulators/pulumi/operations.ts'
import { readProject } from '../../daemon/simulators/pulumi/project.ts'
import { demandUnlocked, orphansOf } from '../../daemon/simulators/pulumi/unlock.ts'

const target = 'pulumi:shop/dev'
let home = ''
const children: ChildProcess[] = []
/** A process that behaves like an engine: it ends some time after it was interrupted, and says how often it was. */
const engine = `let heard = 0
process.on('SIGINT', () => { heard += 1; if (heard === 1) setTimeout(() => { process.stdout.write(String(heard)); process.exit(0) }, 300) })
process.stdout.write('ready')
setInterval(() => undefined, 1000)`

beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'operations-')) })
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(home, { recursive: true })
})

async function begin(file: string, mark: string): Promise<ChildProcess> {
  mkdirSync(join(home, 'bin'), { recursive: true })
  writeFileSync(join(home, 'bin', file), engine)
  const child = spawn(process.execPath, [join(home, 'bin', file)], { env: { ...process.env, [OPERATION_MARK]: mark }, stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  await once(child.stdout!, 'data')
  return child
}

it('an operation is on the disk before its engine starts, and gone after its end', () => {
  const operations = new Operations(home)
  const { mark, end } = operations.begin(target, 'plan-1-forward')
  const [file] = readdirSync(join(home, 'operations'))
  expect(JSON.parse(readFileSync(join(home, 'operations', file!), 'utf8'))).toMatchObject({ target, operation: 'plan-1-forward', mark, interrupted: false })
  end()
  expect(readdirSync(join(home, 'operations'))).toEqual([])
})

it('an engine that outlived its daemon is interrupted once, waited for, and what it left running is ended', async () => {
  const { mark } = new Operations(home).begin(target, 'plan-1-forward')
  const [outlived, provider, stranger] = [await begin('pulumi', mark), await begin('dynamic-provider', mark), await begin('pulumi', 'another mark')]
  let said = ''
  outlived.stdout!.on('data', (chunk: Buffer) => { said += chunk.toString() })
  const ended = Promise.all([once(outlived, 'exit'), once(provider, 'exit')])
  // two who ask at once, as a new daemon does: the first look at the target, and the person
  const next = new Operations(home)
  await Promise.all([next.alone(target), next.alone(target)])
  expect((await ended)[0]).toEqual([0, null])
  expect(said).toBe('1')
  expect(stranger.exitCode).toBeNull()
  expect(readdirSync(join(home, 'operations'))).toEqual([])
})

it('where nothing is left nobody waits, and another target is not held up', async () => {
  const operations = new Operations(home)
  await operations.alone(target)
  operations.begin(target, 'plan-1-forward')
  await operations.alone('pulumi:shop/prod')
  await new Operations(home).alone(target)
  expect(readdirSync(join(home, 'operations'))).toEqual([])
})

it('the lock of an engine that was killed, and that its parent has not asked about yet, is an orphan', async () => {
  // A shell that starts a process, kills it and never waits for it, as the first process of many a container.
  const parent = spawn('/bin/sh', ['-c', 'sleep 100 & echo $!; kill -9 $!; exec sleep 100'], { stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(parent)
  const [line] = await once(parent.stdout, 'data') as [Buffer]
  const pid = Number(line.toString())
  await expect.poll(() => hasEnded(pid, undefined), { interval: 5 }).toBe(true)
  expect(() => process.kill(pid, 0)).not.toThrow() // a signal still finds it

  writeFileSync(join(home, 'Pulumi.yaml'), 'name: shop\nruntime: nodejs\n')
  const locks = join(home, 'state/.pulumi/locks/organization/shop/dev')
  mkdirSync(locks, { recursive: true })
  writeFileSync(join(locks, 'killed.json'), JSON.stringify({ pid, username: 'ada', hostname: hostname(), timestamp: '2026-11-23T12:00:00Z' }))
  const project = readProject({ path: home, stack: 'dev', mode: 'dev', backend: pathToFileURL(join(home, 'state')).href })
  expect(() => demandUnlocked(project)).not.toThrow()
  expect(orphansOf(project)).toMatchObject([{ pid }])
})
