import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { HOSTS_VARIABLE } from './embedded/program/handover.ts'
import { type RunnerEnd, startRunner } from './embedded/program/runner.ts'
import { WarmHosts } from './hosts.ts'

const folder = mkdtempSync(join(tmpdir(), 'engine-hosts-'))
/** Says what it finds around it, as a program could; `wait` in its arguments keeps it there. */
const runner = join(folder, 'runner.cjs')
writeFileSync(runner, `
console.log(JSON.stringify({ pid: process.pid, arguments: process.argv.slice(2), folder: process.cwd(), environment: process.env, file: process.argv[1] }))
if (process.argv.includes('wait')) setInterval(() => undefined, 1000)
else process.exitCode = 7
`)

const opened: WarmHosts[] = []
afterEach(() => {
  for (const hosts of opened.splice(0)) hosts.close()
})
async function open(options?: { idleMs: number }): Promise<WarmHosts> {
  const hosts = await WarmHosts.open(options)
  opened.push(hosts)
  return hosts
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false // nobody has that number
  }
}
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await wait(20)
}

interface Seen { pid: number, arguments: string[], folder: string, environment: Record<string, string>, file: string }
const common = { PATH: process.env.PATH ?? '', PULUMI_CONFIG_PASSPHRASE: 'one' }

/** One run: an engine that takes a host where there is one, and ends. */
async function run(hosts: WarmHosts, environment: Record<string, string>, words: string[] = []): Promise<{ seen: Seen, end: RunnerEnd }> {
  const engine = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', `
    const { startRunner } = await import(${JSON.stringify(new URL('embedded/program/runner.ts', import.meta.url).href)})
    let output = ''
    const started = await startRunner({ ...JSON.parse(process.argv[1]), print: (stream, text) => { output += text } })
    const end = await started.ended
    console.log(JSON.stringify({ output, end }))
    process.exit(0)
  `, JSON.stringify({
    role: 'program', runner, nodeArguments: [], arguments: words, folder, environment: { ...environment, [HOSTS_VARIABLE]: hosts.address },
  })], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  engine.stdout.on('data', (part: Buffer) => { text += part.toString() })
  await once(engine, 'close')
  const { output, end } = JSON.parse(text) as { output: string, end: RunnerEnd }
  return { seen: JSON.parse(output) as Seen, end }
}

test('the run after the first finds a host, which has its own variables and nothing of the run before', async () => {
  const hosts = await open()
  const first = await run(hosts, { ...common, PULUMI_CONFIG: 'of the first', PULUMI_NODEJS_STACK: 'first' }, ['a'])
  await until(() => hosts.waiting.length === 1)
  const [waiting] = hosts.waiting
  const second = await run(hosts, { ...common, PULUMI_CONFIG: 'of the second' }, ['b', '--flag'])
  expect(first.seen.pid).not.toBe(waiting)
  expect(second.seen).toEqual({
    pid: waiting, arguments: ['b', '--flag'], folder, file: runner, environment: { ...common, PULUMI_CONFIG: 'of the second' },
  })
  expect([first.end, second.end]).toEqual([{ code: 7, signal: null }, { code: 7, signal: null }])
  await until(() => hosts.waiting.length === 1 && hosts.waiting[0] !== waiting)
})

test('another passphrase or another variable ends the host that waits, unused', async () => {
  const hosts = await open()
  await run(hosts, common)
  for (const other of [{ ...common, PULUMI_CONFIG_PASSPHRASE: 'two' }, { ...common, AWS_PROFILE: 'production' }, { PATH: common.PATH }]) {
    await until(() => hosts.waiting.length === 1)
    const waiting = hosts.waiting[0] ?? 0
    const { seen } = await run(hosts, other)
    expect(seen.pid).not.toBe(waiting)
    expect(seen.environment).toEqual(other)
    await until(() => !alive(waiting))
  }
})

test('new packages where the runner was installed end the host that waits', async () => {
  const hosts = await open()
  writeFileSync(join(folder, '.package-lock.json'), '{}')
  await run(hosts, common)
  await until(() => hosts.waiting.length === 1)
  const waiting = hosts.waiting[0]
  writeFileSync(join(folder, '.package-lock.json'), '{ "packages": {} }')
  expect((await run(hosts, common)).seen.pid).not.toBe(waiting)
})

test('a host that nobody takes ends, and one whose engine is killed ends with it', async () => {
  const brief = await open({ idleMs: 300 })
  await run(brief, common)
  await until(() => brief.waiting.length === 1)
  const [waiting = 0] = brief.waiting
  await until(() => brief.waiting.length === 0 && !alive(waiting))

  const hosts = await open()
  await run(hosts, common)
  await until(() => hosts.waiting.length === 1)
  const task = JSON.stringify({
    role: 'program', runner, nodeArguments: [], arguments: ['wait'], folder, environment: { ...common, [HOSTS_VARIABLE]: hosts.address },
  })
  const engine = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', `
    const { startRunner } = await import(${JSON.stringify(new URL('embedded/program/runner.ts', import.meta.url).href)})
    await startRunner({ ...JSON.parse(process.argv[1]), print: (stream, text) => process.stdout.write(text) })
  `, task], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(engine.stdout, 'data') as [Buffer]
  const { pid } = JSON.parse(line.toString()) as Seen
  expect(alive(pid)).toBe(true)
  engine.kill('SIGKILL')
  await until(() => !alive(pid))
})

test('hosts end with whoever keeps them, even one that is killed', async () => {
  const keeper = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', `
    const { WarmHosts } = await import(${JSON.stringify(new URL('hosts.ts', import.meta.url).href)})
    const { connect } = await import('node:net')
    const hosts = await WarmHosts.open()
    const socket = connect(hosts.address)
    socket.end(process.argv[1] + '\\n')
    setInterval(() => { if (hosts.waiting.length) console.log(hosts.waiting[0]) }, 50)
  `, JSON.stringify({ role: 'program', runner, node: process.execPath, nodeArguments: [], arguments: [], folder, environment: common })],
  { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(keeper.stdout, 'data') as [Buffer]
  const pid = Number(line.toString().split('\n')[0])
  expect(alive(pid)).toBe(true)
  keeper.kill('SIGKILL')
  await until(() => !alive(pid))
})

test('without a keeper, and with one that is gone, a runner starts in a process of its own', async () => {
  for (const keeper of [undefined, join(folder, 'nobody')]) {
    let output = ''
    const environment = { ...common, ...keeper && { [HOSTS_VARIABLE]: keeper } }
    const started = await startRunner({
      role: 'program', runner, nodeArguments: [], arguments: [], folder, environment, print: (_, text) => { output += text },
    })
    expect(await started.ended).toEqual({ code: 7, signal: null })
    expect((JSON.parse(output) as Seen).environment).toEqual(common)
  }
})

test('the folder of a daemon that was killed is taken away by the next one, and no other', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  const left = ['', process.pid, 'not-a-number'].map(of => join(tmpdir(), `countersign-hosts-${of || child.pid}-test-${process.pid}`))
  for (const place of left) mkdirSync(place)
  await open()
  expect(left.map(place => existsSync(place))).toEqual([false, true, true])
  for (const place of left) rmSync(place, { recursive: true, force: true })
})
