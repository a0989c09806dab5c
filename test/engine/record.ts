import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rulePrograms, rulesFolder } from './rules.ts'
import { runProgram } from './runner.ts'

/**
 * Runs every program under an official CLI and writes down what came of it: `npm run engine:record [pulumi]`. Outcomes that were
 * read out of the source so far become observed ones; where they differ, the observation is what counts, and is shown.
 */
const pulumi = process.argv[2] ?? 'pulumi'
const version = officialVersion(pulumi)
if (!version) {
  process.stderr.write(`error: there is no official Pulumi CLI at '${pulumi}'; nothing was recorded\n`)
  process.exit(1)
}

for (const program of rulePrograms()) {
  const outcomes = await runProgram(pulumi, program)
  const steps = program.steps.map((step, index) => {
    const outcome = outcomes[index]
    if (!outcome) return step
    const before = step.expect
    const expect = { ...before, operations: [...outcome.operations], state: [...outcome.state], exit: outcome.exit === 0 ? 0 : 1 }
    const same = JSON.stringify([[...before.operations].sort(),
      [...before.state].sort()]) === JSON.stringify([[...expect.operations].sort(), expect.state])
    process.stdout.write(`${same ? 'as read ' : 'DIFFERS '} ${program.id}, step ${index + 1}\n`)
    return { ...step, expect: same ? before : expect }
  })
  const origin = { kind: 'observed', version, date: new Date().toISOString().slice(0, 10),
    command: `${pulumi} ${program.steps.map(({ command }) => command).join(', ')}` }
  const path = join(rulesFolder, `${program.id}.json`)
  const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  writeFileSync(path, `${JSON.stringify({ ...stored, origin, steps }, null, 2)}\n`)
}

/** The version that a command prints, unless it is the embedded engine, which records nothing about itself. */
function officialVersion(file: string): string | undefined {
  try {
    const help = execFileSync(file, ['--help'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return help.includes('Pulumi - Infrastructure as Code') ? execFileSync(file, ['version'], { encoding: 'utf8' }).trim() : undefined
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}
