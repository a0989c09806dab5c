import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { officialPulumi } from './official.ts'
import { dependencyNames, type RuledProgram } from './ruled-program.ts'
import { rulePrograms, rulesFolder } from './rules.ts'
import { runProgram, type StepOutcome } from './runner.ts'

/**
 * Runs programs under an official CLI and writes down what came of it:
 * `npm run engine:record -- [pulumi] [--only id,id] [--all] [--build TEXT]`.
 * Outcomes that were read out of the source so far become observed ones; where they differ, the observation is what counts, and is shown.
 * What was observed under this very version already isn't run again without `--all`. `--build` says where a CLI comes from that isn't a
 * released one.
 */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, all: { type: 'boolean' }, build: { type: 'string' } } })
const official = officialPulumi(positionals[0])
if (!official) {
  process.stderr.write(`error: there is no official Pulumi CLI at '${positionals[0] ?? 'pulumi'}'; nothing was recorded\n`)
  process.exit(1)
}
const { file: pulumi, version } = official
const only = values.only?.split(',')
const isKnown = ({ origin }: RuledProgram): boolean => origin.kind === 'observed' && origin.version === version
const waiting = rulePrograms().filter((program) => (only ? only.includes(program.id) : values.all || !isKnown(program)))
const counts = { same: 0, different: 0 }
await Promise.all(Array.from({ length: availableParallelism() }, async () => {
  for (let program = waiting.shift(); program; program = waiting.shift()) record(program, await runProgram(pulumi, program))
}))
process.stdout.write(`${counts.same} steps as they were expected, ${counts.different} otherwise\n`)

function record(program: RuledProgram, outcomes: readonly StepOutcome[]): void {
  const steps = program.steps.map((step, index) => {
    const outcome = outcomes[index]
    if (!outcome) throw new Error(`${program.id} has no outcome for step ${index + 1}`)
    const problem = difference(step.expect, outcome)
    counts[problem ? 'different' : 'same']++
    process.stdout.write(`${problem ? 'DIFFERS ' : 'as expected'} ${program.id}, step ${index + 1}${problem ? `: ${problem}` : ''}\n`)
    if (!problem) return step
    const { error, ...expected } = step.expect
    const said = error !== undefined && outcome.output.includes(error)
    const { dependencies } = expected
    return {
      ...step,
      expect: {
        ...expected, operations: [...outcome.operations], state: [...outcome.state], exit: outcome.exit === 0 ? 0 : 1,
        ...(said && { error }), ...(dependencies && { dependencies: dependencyNames(outcome.resources, Object.keys(dependencies)) }),
        ...(expected.hooks && { hooks: [...outcome.hooks] }),
      },
    }
  })
  const origin = {
    kind: 'observed', version, ...(values.build && { build: values.build }), date: new Date().toISOString().slice(0, 10),
    command: program.steps.map((step) => `pulumi ${step.command}`).join(', '),
  }
  const path = join(rulesFolder, `${program.id}.json`)
  const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  writeFileSync(path, `${JSON.stringify({ ...stored, origin, steps }, null, 2)}\n`)
}

function difference(expected: RuledProgram['steps'][number]['expect'], outcome: StepOutcome): string | undefined {
  const list = (names: readonly string[]): string => [...names].sort().join(', ')
  const pairs = [
    [list(expected.operations), list(outcome.operations)], [list(expected.state), list(outcome.state)],
    [String(expected.exit), outcome.exit === 0 ? '0' : '1'],
  ]
  const { dependencies = {} } = expected
  pairs.push([JSON.stringify(dependencies), JSON.stringify(dependencyNames(outcome.resources, Object.keys(dependencies)))])
  if (expected.hooks) pairs.push([expected.hooks.join(', '), outcome.hooks.join(', ')])
  const found = pairs.filter(([wanted, came]) => wanted !== came).map(([wanted, came]) => `expected ${wanted}, was ${came}`)
  if (expected.error && !outcome.output.includes(expected.error)) found.push(`it didn't say ${JSON.stringify(expected.error)} but ${outcome.output.slice(-400)}`)
  return found.length > 0 ? found.join('; ') : undefined
}
