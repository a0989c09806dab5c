import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { bundleEngine } from '../../daemon/engine/bundle.ts'
import { parseArgs } from 'node:util'
import { z } from 'zod'

/**
 * `npm run faults`: every long fault run, one after the other, and the table of README.md written anew from what they printed. Nobody types
 * a number there: what stands in it was measured by this command.
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

const counted = z.union([z.number(), z.record(z.string(), z.number())])
const outcome = z.object({ failures: z.array(z.unknown()) }).catchall(z.union([z.string(), counted, z.array(z.unknown())]))
type Outcome = z.infer<typeof outcome>

interface Harness {
  readonly name: string, readonly what: string, readonly times: number, readonly told: (one: Outcome) => string, readonly flags?: string[]
}

/** Each harness has its own word for a trial. */
const timesOf = ({ trials, states, flips }: Outcome): number => Number(trials ?? states ?? flips)
const words = (counts: unknown): string => Object.entries(counts as Record<string, number>).map(([what, count]) => `${what} ${count}`).join(', ')
const harnesses: readonly Harness[] = [
  {
    name: 'path', what: 'kill -9 at a random point of pair, plan, approve, run, roll back', times: 1000, flags: minutes === undefined ? [] : ['--minutes', String(minutes)],
    told: ({ killed, interrupted, settled }) => `killed: ${words(killed)}; ${String(interrupted)} runs with an unknown end, ${String(settled)} finished or undone`,
  },
  {
    name: 'engine-crash', what: 'kill -9 of the embedded engine in an update', times: 200,
    told: ({ interrupted, uncertain, happened }) =>
      `${String(interrupted)} before it was done; ${String(uncertain)} operations called uncertain, of which ${String(happened)} had happened`,
  },
  {
    name: 'store-power-loss', what: 'simulated power losses of the store', times: 10_000,
    told: ({ hot }) => `${String(hot)} of them in the middle of a transaction`,
  },
  {
    name: 'store-crash', what: 'kill -9 of a process that writes the store', times: 1000,
    told: ({ hot, entries }) => `${String(hot)} of them in the middle of a transaction; ${String(entries)} entries acknowledged`,
  },
  {
    name: 'store-tamper', what: 'bits flipped in a store', times: 10_000,
    told: ({ detected, harmless }) => `${String(detected)} found by the verification, ${String(harmless)} in bytes that hold no record`,
  },
]

/** What earlier runs of this command met, as long as no source changed since: `.artifacts` is ignored by git. */
const memory = path.join(root, 'test/.artifacts/faults.json')
const kept = z.object({ source: z.string(), results: z.record(z.string(), outcome) })
const parts = ['HEAD:daemon', 'HEAD:shared', 'HEAD:infrastructure', 'HEAD:test/faults']
const source = spawnSync('git', ['-C', root, 'rev-parse', ...parts], { encoding: 'utf8' }).stdout.trim().replaceAll('\n', ' ')
const results = earlier()

// without it each of thousands of engines reads its TypeScript anew
await bundleEngine()
let failed = false
for (const { name, what, times, flags = [] } of harnesses.filter(each => values.only === undefined || each.name === values.only)) {
  const before = values.resume ? results[name] : undefined
  const count = Math.max(0, Math.round(times * share) - (before === undefined ? 0 : timesOf(before)))
  if (count > 0) {
    process.stdout.write(`… ${count} ${what}\n`)
    // other trials than those that were met already
    const args = [path.join(import.meta.dirname, `${name}.ts`), String(count), String(seed + (before === undefined ? 0 : timesOf(before))), ...flags]
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    const printed = await text(child.stdout)
    const one = outcome.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''))
    results[name] = before === undefined ? one : together(before, one)
  }
  const one = results[name]
  if (one === undefined) continue
  failed ||= one.failures.length > 0
  for (const failure of one.failures) process.stderr.write(`${String(failure)}\n`)
  process.stdout.write(`${one.failures.length === 0 ? '✓' : '✗'} ${what}: ${one.failures.length} lost or missed\n`)
}
const rows = harnesses.flatMap(({ name, what, told }) => {
  const one = results[name]
  return one === undefined ? [] : [`| ${what} | ${timesOf(one)} | ${told(one)} | ${one.failures.length} |`]
})
const table = ['| what was done | times | what it met | lost or missed |', '|---|---:|---|---:|', ...rows].join('\n')
// a share is for trying this command out: the table is of the whole
if (share === 1) {
  mkdirSync(path.dirname(memory), { recursive: true })
  writeFileSync(memory, JSON.stringify({ source, results }))
  for (const readme of [path.join(import.meta.dirname, 'README.md'), path.join(root, 'README.md')]) {
    const marked = readFileSync(readme, 'utf8').replace(/(<!-- measured -->\n)[^]*?(\n<!-- end -->)/, (_, begin: string, end: string) => `${begin}${table}${end}`)
    writeFileSync(readme, marked)
  }
}
process.stdout.write(`${table}\n`)
process.exitCode = failed ? 1 : 0

function earlier(): Record<string, Outcome> {
  if (!values.resume && values.only === undefined || !existsSync(memory)) return {}
  const parsed = kept.safeParse(JSON.parse(readFileSync(memory, 'utf8')))
  // where there is no git nobody knows what the earlier numbers were of
  return parsed.success && source !== '' && parsed.data.source === source ? parsed.data.results : {}
}

/** Numbers are added up, lists joined; anything else is of the later one. */
function together(one: Outcome, other: Outcome): Outcome {
  return outcome.parse(Object.fromEntries(Object.entries(other).map(([key, value]) => [key, sum(one[key], value)])))
}

function sum(one: unknown, other: unknown): unknown {
  if (typeof one === 'number' && typeof other === 'number') return one + other
  if (Array.isArray(one) && Array.isArray(other)) return [...one as unknown[], ...other as unknown[]]
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return other
  return Object.fromEntries(Object.entries(other).map(([key, value]) => [key, sum((one as Record<string, unknown>)[key], value)]))
}
