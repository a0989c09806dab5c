import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { z } from 'zod'

/**
 * `npm run faults [-- --share 0.01] [-- --seed N]`: every long fault run, one after the other, and the table of README.md written anew from
 * what they printed. Nobody types a number there: what stands in it was measured by this command.
 */
const { values } = parseArgs({ options: { share: { type: 'string', default: '1' }, seed: { type: 'string', default: '2026' } } })
const share = z.coerce.number().min(0.0001).max(1).parse(values.share)
const seed = z.coerce.number().int().parse(values.seed)

const outcome = z.object({ failures: z.array(z.unknown()) }).catchall(z.union([z.string(), z.number(), z.array(z.unknown())]))
type Outcome = z.infer<typeof outcome>

interface Harness { readonly what: string, readonly file: string, readonly times: number, readonly told: (one: Outcome) => string }

const harnesses: readonly Harness[] = [
  {
    what: 'simulated power losses of the store', file: 'store-power-loss.ts', times: 10_000,
    told: ({ hot }) => `${hot} of them in the middle of a transaction`,
  },
  {
    what: 'kill -9 of a process that writes the store', file: 'store-crash.ts', times: 1000,
    told: ({ hot, entries }) => `${hot} of them in the middle of a transaction; ${entries} entries acknowledged`,
  },
  {
    what: 'bits flipped in a store', file: 'store-tamper.ts', times: 10_000,
    told: ({ detected, harmless }) => `${detected} found by the verification, ${harmless} in bytes that hold no record`,
  },
]

let failed = false
const rows: string[] = []
for (const { what, file, times, told } of harnesses) {
  const count = Math.max(1, Math.round(times * share))
  process.stdout.write(`… ${count} ${what}\n`)
  const child = spawn(process.execPath, [path.join(import.meta.dirname, file), String(count), String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const printed = await text(child.stdout)
  const one = outcome.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''))
  failed ||= one.failures.length > 0
  process.stdout.write(`${one.failures.length === 0 ? '✓' : '✗'} ${what}: ${one.failures.length} lost or missed\n`)
  rows.push(`| ${what} | ${count} | ${told(one)} | ${one.failures.length} |`)
}
const table = ['| what was done | times | what it met | lost or missed |', '|---|---:|---|---:|', ...rows].join('\n')
// a share is for trying this command out: the table is of the whole
if (share === 1) {
  const readme = path.join(import.meta.dirname, 'README.md')
  const marked = readFileSync(readme, 'utf8').replace(/(<!-- measured -->\n)[^]*?(\n<!-- end -->)/, (_, begin: string, end: string) => `${begin}${table}${end}`)
  writeFileSync(readme, marked)
}
process.stdout.write(`${table}\n`)
process.exitCode = failed ? 1 : 0
