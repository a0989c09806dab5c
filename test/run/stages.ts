import { parseArgs } from 'node:util'
import { ensureBrowser } from '../../daemon/setup/ensure-browser.mjs'
import { judgeSkips } from './skips.ts'
import { add, nothing, summary, type Tally } from './tally.ts'
import { checkStyle, checkTypes } from './tools.ts'
import { runTests } from './vitest.ts'

const stages = {
  types: checkTypes,
  lint: checkStyle,
  unit: (filters: readonly string[]) => runTests('unit', filters),
  e2e: async (filters: readonly string[]) => {
    // Where none can be had, the tests that need one skip themselves and say so.
    await ensureBrowser()
    return runTests('e2e', filters)
  },
  long: async (filters: readonly string[]) => {
    await ensureBrowser()
    return runTests('long', filters)
  },
}
/** What `npm test` runs when nothing is named. */
const usual = ['types', 'lint', 'unit', 'e2e'] as const

type Stage = keyof typeof stages

const usage = `usage: npm test [-- [--types] [--lint] [--unit] [--e2e] [--long] [PATTERN...]]
Without a stage the first four run; with a PATTERN (part of a file's name) only the tests of those files.`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/**
 * Runs the stages that `args` ask for, all of them by default, and ends with one line of counts.
 *
 * @returns the exit status: 0 if nothing failed, 1 if something did, 2 for arguments that it can't read
 */
export async function runStages(args: readonly string[]): Promise<number> {
  const asked = read(args)
  if (!asked) {
    process.stderr.write(`${usage}\n`)
    return 2
  }
  const strict = process.env.COUNTERSIGN_STRICT === '1'
  let total = nothing
  for (const stage of asked.stages) {
    say(`\n── ${stage}`)
    let tally: Tally = await stages[stage](asked.filters)
    if (tally.skipped.length > 0) tally = judgeSkips(tally, strict && (stage === 'e2e' || stage === 'long'), say)
    say(`── ${stage}: ${summary(tally)}`)
    total = add(total, tally)
  }
  if (asked.filters.length > 0 && total.passed + total.failed + total.skipped.length === 0) {
    say(`\nNo test file matches ${asked.filters.join(' ')}.`)
    total = { ...total, failed: 1 }
  }
  say(`\n${summary(total)}`)
  return total.failed > 0 ? 1 : 0
}

function read(args: readonly string[]): { stages: readonly Stage[], filters: readonly string[] } | undefined {
  const all = Object.keys(stages) as Stage[]
  try {
    const options = Object.fromEntries(all.map((stage) => [stage, { type: 'boolean' as const }]))
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const named = all.filter((stage) => values[stage])
    const wanted = named.length > 0 ? named : positionals.length > 0 ? (['unit', 'e2e'] as const) : usual
    return { stages: wanted, filters: positionals }
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
