import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { bundleEngine } from '../../daemon/engine/bundle.ts'
import { endAsked } from './ending.ts'
import { keepResults, keptResults, type Outcome, parseOutcome, together } from './kept.ts'

/**
 * `npm run faults`: every long fault run, one after the other, and the table of README.md written anew from what they printed. Nobody types
 * a number there: what stands in it was measured by this command. Ctrl-C ends it after the trials that are going on; what was met until
 * then is kept and stands in the table.
 *
 *   --minutes N   no trial of the whole path begins after N minutes: the table then says how many there were
 *   --resume      adds to what this version's source has been through already, with other trials of the same seed
 *   --only FILE   one harness (path, store-crash, …)
 *   --share 0.01  tries the command out and leaves the table alone
 *   --seed N      other trials
 */
const { values } = parseArgs({
  options: {
    share: { type: 'string', default: '1' }, seed: { type: 'string', default: '2026' }, minutes: { type: 'string' }, only: { type: 'string' },
    resume: { type: 'boolean', default: false },
  },
})
const share = z.coerce.number().min(0.0001).max(1).parse(values.share)
const seed = z.coerce.number().int().parse(values.seed)
const minutes = z.coerce.number().positive().optional().parse(values.minutes)
const root = path.join(import.meta.dirname, '../..')

interface Harness {
  readonly name: string, readonly what: string, readonly times: number, readonly told: (one: Outcome) => string
  /** Trials after which what was met is kept, so that a machine that dies loses no more of it. */
  readonly atOnce: number
}

/** Each harness has its own word for a trial. */
const timesOf = ({ trials, states, flips }: Outcome): number => Number(trials ?? states ?? flips)
const words = (counts: unknown): string => Object.entries(counts as Record<string, number>).map(([what, count]) => `${what} ${count}`).join(', ')
const harnesses: readonly Harness[] = [
  {
    name: 'path', what: 'kill -9 at a random point of pair, plan, approve, run, roll back', times: 1000, atOnce: 100,
    told: ({ killed, interrupted, settled }) => `killed: ${words(killed)}; ${String(interrupted)} runs with an unknown end, ${String(settled)} finished or undone`,
  },
  {
    name: 'engine-crash', what: 'kill -9 of the embedded engine in an update', times: 200, atOnce: 50,
    told: ({ interrupted, uncertain, happened }) =>
      `${String(interrupted)} before it was done; ${String(uncertain)} operations called uncertain, of which ${String(happened)} had happened`,
  },
  {
    name: 'store-power-loss', what: 'simulated power losses of the store', times: 10_000, atOnce: 2000,
    told: ({ hot }) => `${String(hot)} of them in the middle of a transaction`,
  },
  {
    name: 'store-crash', what: 'kill -9 of a process that writes the store', times: 1000, atOnce: 250,
    told: ({ hot, entries }) => `${String(hot)} of them in the middle of a transaction; ${String(entries)} entries acknowledged`,
  },
  {
    name: 'store-tamper', what: 'bits flipped in a store', times: 10_000, atOnce: 2000,
    told: ({ detected, harmless }) => `${String(detected)} found by the verification, ${String(harmless)} in bytes that hold no record`,
  },
]

const ended = endAsked()
const pathEnds = minutes === undefined ? Infinity : Date.now() + minutes * 60_000
const kept = values.resume || values.only !== undefined ? keptResults() : {}
const results: Record<string, Outcome> = { ...kept }

// without it each of thousands of engines reads its TypeScript anew
await bundleEngine()
for (const harness of harnesses.filter(each => values.only === undefined || each.name === values.only)) {
  if (!values.resume) delete results[harness.name]
  await through(harness)
  const one = results[harness.name]
  if (one === undefined) continue
  process.stdout.write(`${one.failures.length === 0 ? '✓' : '✗'} ${harness.what}: ${one.failures.length} lost or missed\n`)
}
process.stdout.write(`${table()}\n`)
process.exitCode = Object.values(results).some(one => one.failures.length > 0) ? 1 : 0

/** One harness, as often as its row says, with what it was through already; until a failure, or until the person ends it. */
async function through({ name, what, times, atOnce }: Harness): Promise<void> {
  const wanted = Math.max(1, Math.round(times * share))
  for (;;) {
    const before = results[name]
    const done = before === undefined ? 0 : timesOf(before)
    const count = Math.min(atOnce, wanted - done)
    if (count <= 0 || ended.aborted || (before?.failures.length ?? 0) > 0 || (name === 'path' && Date.now() >= pathEnds)) return
    process.stdout.write(`… ${count} ${what}${done === 0 ? '' : `, after ${done}`}\n`)
    // other trials than those that were met already
    const left = name === 'path' && pathEnds < Infinity ? ['--minutes', String((pathEnds - Date.now()) / 60_000)] : []
    const one = await run(name, [String(count), String(seed + done), ...left])
    if (one === undefined) return
    for (const failure of one.failures) process.stderr.write(`${String(failure)}\n`)
    results[name] = together(before, one)
    // a share is for trying this command out: the table is of the whole
    if (share === 1) {
      keepResults(results)
      writeTable()
    }
  }
}

/** @returns undefined where it was ended before it could say anything */
async function run(name: string, args: readonly string[]): Promise<Outcome | undefined> {
  // in a group of its own, so that a Ctrl-C here doesn't kill what its trials are about
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, `${name}.ts`), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'], detached: true,
  })
  const end = () => void child.kill('SIGINT')
  ended.addEventListener('abort', end)
  const printed = await text(child.stdout)
  ended.removeEventListener('abort', end)
  return printed === '' && ended.aborted ? undefined : parseOutcome(printed)
}

function table(): string {
  const rows = harnesses.flatMap(({ name, what, told }) => {
    const one = results[name]
    return one === undefined ? [] : [`| ${what} | ${timesOf(one)} | ${told(one)} | ${one.failures.length} |`]
  })
  return ['| what was done | times | what it met | lost or missed |', '|---|---:|---|---:|', ...rows].join('\n')
}

function writeTable(): void {
  for (const readme of [path.join(import.meta.dirname, 'README.md'), path.join(root, 'README.md')]) {
    const marked = readFileSync(readme, 'utf8').replace(/(<!-- measured -->\n)[^]*?(\n<!-- end -->)/, (_, begin: string, end: string) => `${begin}${table()}${end}`)
    writeFileSync(readme, marked)
  }
}
