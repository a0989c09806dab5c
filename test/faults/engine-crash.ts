import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseCheckpoint } from '../../daemon/engine/embedded/snapshot/checkpoint.ts'
import { seeded } from '../../daemon/engine/embedded/testing/seeded.ts'
import { CommandLine, embeddedCommand } from '../engine/command-line.ts'
import { endAsked } from './ending.ts'

/** How often the engine was killed in an update, and where what it left was wrong. */
export interface EngineCrashResult {
  harness: 'engine-crash'
  seed: number
  trials: number
  /** Killed before its update was done. */
  interrupted: number
  /** Operations that the state called uncertain, and those of them that had happened. */
  uncertain: number
  happened: number
  failures: string[]
}

const MOST_THINGS = 12
/** A provider or program that is still there after this long goes on without its engine. In milliseconds. */
const LONGEST_ORPHAN = 10_000

/** One trial: so many things are asked for, and after so many changes, and so many milliseconds more, the engine is killed. */
interface Trial { readonly number: number, readonly things: number, readonly changes: number, readonly later: number }

/**
 * Lets the embedded engine update a stack, kills it with signal 9 at a random operation, and compares the state with the world: what
 * the state is certain of is so, and everything else is a pending operation in it. Then takes stock, as a person would, and goes on.
 */
export async function crashEngine(trials: number, seed: number, signal?: AbortSignal): Promise<EngineCrashResult> {
  const random = seeded(seed)
  const below = (bound: number): number => Math.floor(random() * bound)
  const result: EngineCrashResult = { harness: 'engine-crash', seed, trials: 0, interrupted: 0, uncertain: 0, happened: 0, failures: [] }
  let begun = 0
  const next = (): Trial | undefined => {
    if (begun === trials || result.failures.length > 0 || signal?.aborted) return undefined
    return { number: ++begun, things: 1 + below(MOST_THINGS), changes: below(MOST_THINGS + 2), later: below(20) }
  }
  // a command waits for its processes most of the time: a stack for each processor
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), trials) }, async () => {
    const line = new CommandLine('things')
    try {
      await trialsOn(line, next, result)
    } finally {
      line.close()
    }
  }))
  return result
}

async function trialsOn(line: CommandLine, next: () => Trial | undefined, result: EngineCrashResult): Promise<void> {
  const world = path.join(line.place, 'world')
  fs.mkdirSync(world)
  const options = { cwd: line.folder, env: line.environment, maxBuffer: 16 * 1024 * 1024 }
  /** @throws where it fails, with what it printed */
  const must = (...words: string[]) => promisify(execFile)(embeddedCommand, words, options)
  await must('stack', 'init', 'dev')
  await must('config', 'set', 'world', world)
  for (let trial = next(); trial; trial = next()) {
    const { number, things, changes, later } = trial
    const fail = (what: string) => result.failures.push(`trial ${number}: ${what}`)
    await must('config', 'set-all', '--plaintext', `text=text ${number}`, '--plaintext', `count=${things}`)
    const { interrupted, orphans } = await killedUpdate(line, world, changes, later)
    if (interrupted) result.interrupted += 1
    if (orphans.length > 0) fail(`processes ${orphans.join(', ')} went on without their engine`)
    try {
      compare(line, world, result, fail)
      // Nobody but the owner of the world knows what became of an interrupted create: here, it is looked up and taken away.
      for (const name of fs.readdirSync(world)) if (!stateOf(line).certain.has(name)) fs.rmSync(path.join(world, name))
      await must('refresh', '--yes', '--skip-preview', '--clear-pending-creates')
      await must('up', '--yes', '--skip-preview')
      const { certain, pending } = stateOf(line)
      if (pending.length > 0) fail(`operations stayed pending after a refresh: ${JSON.stringify(pending)}`)
      const there = fs.readdirSync(world).sort().join(' ')
      if (there !== [...certain.keys()].sort().join(' ')) fail(`after everything was done there is ${there}`)
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error))
    }
    result.trials += 1
  }
}

/** Starts an update and kills it once `changes` of it are to be seen in the world, `later` milliseconds after that, or lets it end. */
async function killedUpdate(
  line: CommandLine, world: string, changes: number, later: number,
): Promise<{ interrupted: boolean, orphans: number[] }> {
  const before = new Map(contents(world))
  const engine = spawn(embeddedCommand, ['up', '--yes', '--skip-preview'], { cwd: line.folder, env: line.environment, stdio: 'ignore' })
  const ended = once(engine, 'exit')
  const changed = (): number => new Set([...contents(world), ...before].filter(([name, text]) =>
    before.get(name) !== text || !fs.existsSync(path.join(world, name))).map(([name]) => name)).size
  while (engine.exitCode === null && changed() < changes) await wait(1)
  await wait(later)
  const interrupted = engine.exitCode === null
  const children = childrenOf(engine.pid ?? 0)
  engine.kill('SIGKILL')
  await ended
  const deadline = Date.now() + LONGEST_ORPHAN
  while (children.some(runs) && Date.now() < deadline) await wait(5)
  return { interrupted, orphans: children.filter(runs) }
}

function compare(line: CommandLine, world: string, result: EngineCrashResult, fail: (what: string) => void): void {
  const { certain, pending } = stateOf(line)
  const there = new Map(contents(world))
  for (const { type, name, text } of pending) {
    result.uncertain += 1
    if (type === 'deleting' ? !there.has(name) : there.get(name) === text) result.happened += 1
  }
  for (const [name, text] of certain) {
    if (pending.some(one => one.name === name)) continue
    if (there.get(name) !== text) fail(`the state is certain of ${name} with "${text}", and there is "${there.get(name)}"`)
  }
  for (const name of there.keys()) {
    if (!certain.has(name) && !pending.some(one => one.name === name)) fail(`${name} is there, and the state says nothing of it`)
  }
}

interface Pending { readonly type: string, readonly name: string, readonly text: string }
interface Thing { readonly name: string, readonly text: string }

/** What a stack's state is certain of, and what it isn't. Throws where the state can't be read. */
function stateOf(line: CommandLine): { certain: Map<string, string>, pending: Pending[] } {
  const file = line.statePath('dev', 'things')
  const deployment = parseCheckpoint(fs.readFileSync(file, 'utf8'), file)
  const things = (deployment?.resources ?? []).filter(({ type }) => type.startsWith('pulumi-nodejs:dynamic'))
  const thing = (values: unknown): Thing => values as Thing
  return {
    certain: new Map(things.map(({ outputs }) => [thing(outputs).name, thing(outputs).text])),
    pending: (deployment?.pending_operations ?? []).map(({ resource, type }) =>
      ({ type, name: thing(resource.inputs).name, text: thing(resource.inputs).text })),
  }
}

const contents = (world: string): [string, string][] => fs.readdirSync(world).flatMap(name => {
  try {
    return [[name, fs.readFileSync(path.join(world, name), 'utf8')] as [string, string]]
  } catch {
    return [] // removed in between
  }
})

/** A process that has ended and that nobody has asked about yet doesn't run any more. */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false // it is gone
  }
}

/** The programs and providers of an engine; its leash, a shell, is what ends them. */
function childrenOf(parent: number): number[] {
  if (!fs.existsSync('/proc/self')) return [] // only Linux tells
  return fs.readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(pid => {
    try {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
      return Number(stat.replace(/^.*\) /s, '').split(' ')[1]) === parent && !stat.includes('(sh)')
    } catch {
      return false // it ended in between
    }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = await crashEngine(Number(process.argv[2] ?? '100'), Number(process.argv[3] ?? '2026'), endAsked())
  process.stdout.write(`${JSON.stringify(result)}\n`)
  if (result.failures.length > 0) process.exitCode = 1
}
