import { parseArgs } from 'node:util'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { randomProgram } from '../../daemon/engine/embedded/testing/generate.ts'
import { seeded } from '../../daemon/engine/embedded/testing/seeded.ts'
import type { RuledProgram } from './ruled-program.ts'
import { officialPulumi } from './official.ts'
import { outcomeText, runProgram } from './runner.ts'

/**
 * Runs random programs under the official CLI and under the embedded engine, and shows every step that comes out differently:
 * `npm run engine:differ -- [pulumi] [--seeds N] [--from N]`. The same seed always gives the same programs.
 */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { seeds: { type: 'string' }, from: { type: 'string' } } })
const official = officialPulumi(positionals[0])
if (!official) {
  process.stderr.write(`error: there is no official Pulumi CLI at '${positionals[0] ?? 'pulumi'}'; nothing was compared\n`)
  process.exit(1)
}
const embedded = join(import.meta.dirname, '..', '..', 'daemon', 'engine', 'bin', 'pulumi')
/** How many edits each program goes through. */
const EDITS = 3
const first = Number(values.from ?? 0)
const seeds = Array.from({ length: Number(values.seeds ?? 20) }, (_, index) => first + index)
const counts = { programs: 0, commands: 0, different: 0 }
await Promise.all(Array.from({ length: Math.max(1, availableParallelism() / 2) }, async () => {
  for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) await compare(seed, official.file)
}))
process.stdout.write(`${counts.programs} programs, ${counts.commands} commands: ${counts.commands - counts.different} equal, ${counts.different} different\n`)
process.exitCode = counts.different === 0 ? 0 : 1

async function compare(seed: number, pulumi: string): Promise<void> {
  const program = lifeOf(seed)
  const [theirs, ours] = await Promise.all([runProgram(pulumi, program), runProgram(embedded, program)])
  counts.programs++
  for (const [index, { command }] of program.steps.entries()) {
    counts.commands++
    const [left, right] = [outcomeText(theirs[index]), outcomeText(ours[index])]
    if (left === right) continue
    counts.different++
    process.stdout.write(`seed ${seed}, step ${index + 1} (${command})\n  official: ${left}\n  embedded: ${right}\n`)
    // What follows starts from different states: it would say nothing new.
    counts.commands += program.steps.length - index - 1
    counts.different += program.steps.length - index - 1
    return
  }
}

/** A random program, its edits, and its end. */
function lifeOf(seed: number): RuledProgram {
  const next = seeded(seed)
  const expect = { operations: [], state: [], exit: 0 }
  const steps: RuledProgram['steps'] = []
  for (let edit = 0; edit < EDITS; edit++) {
    const program = randomProgram(next)
    steps.push({ command: 'preview', program, expect }, { command: 'up', program, options: { continueOnError: next() < 0.2 }, expect })
    if (next() < 0.3) steps.push({ command: 'refresh', program, expect })
  }
  steps.push({ command: 'destroy', program: { resources: [] }, expect })
  return { id: `seed-${seed}`, rule: 'random', origin: { kind: 'read', place: 'none' }, steps }
}
