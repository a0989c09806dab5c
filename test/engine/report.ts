import { play } from './play.ts'
import { operationNames, type RuledProgram, stateNames } from './ruled-program.ts'
import { rulePrograms } from './rules.ts'

/** How the engine stands against the programs of one rule each: `npm run engine:report`. */
const programs = rulePrograms()
const equal: string[] = []
for (const program of programs) if (await comesOutAsExpected(program)) equal.push(program.id)
const observed = programs.filter(({ origin }) => origin.kind === 'observed')
const steps = programs.reduce((sum, program) => sum + program.steps.length, 0)
process.stdout.write(
  `programs ${programs.length}, commands ${steps}\n` +
    `expected outcomes: ${observed.length} observed under an official CLI, ${programs.length - observed.length} read in its source\n` +
    `equal ${equal.length}, different ${programs.length - equal.length}\n`,
)
for (const { id, rule } of programs.filter((program) => !equal.includes(program.id))) process.stdout.write(`  ${id}: ${rule}\n`)
process.exitCode = equal.length === programs.length ? 0 : 1

async function comesOutAsExpected(program: RuledProgram): Promise<boolean> {
  for await (const { step: { expect }, result, snapshot } of play(program)) {
    const sameOperations = operationNames(result.operations).sort().join() === [...expect.operations].sort().join()
    const sameState = stateNames(snapshot.resources).join() === [...expect.state].sort().join()
    const sameHooks = !expect.hooks || expect.hooks.join() === result.hooks.join()
    if (!sameOperations || !sameState || !sameHooks || result.failed !== (expect.exit !== 0)) return false
  }
  return true
}
