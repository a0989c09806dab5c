import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runProgram } from './runner.ts'
import { parseRuledProgram } from './ruled-program.ts'

/** A command takes about two seconds; a busy machine, many times that. */
const PATIENCE_MS = 300_000
const pulumi = join(import.meta.dirname, '..', '..', 'daemon', 'engine', 'bin', 'pulumi')

/** One of each kind, through the real command, the real SDK and the real file layout; the rest run in memory. */
const CHOSEN = [
  'dependents-of-delete-first', 'replace-create-first', 'pending-replacement-is-finished', 'partial-create', 'alias-inherited', 'target-dependents',
  'ignore-changes-nested', 'destroy-past-protected', 'read-resource', 'exclude-destroy',
  'config-replaces', 'import-beside-others', 'delete-hooks-need-the-program',
]

test.for(CHOSEN)('%s comes out the same through the command', { timeout: PATIENCE_MS }, async (id) => {
  const program = parseRuledProgram(readFileSync(join(import.meta.dirname, 'programs', 'rules', `${id}.json`), 'utf8'), `${id}.json`)
  const outcomes = await runProgram(pulumi, program)
  for (const [index, { expect: wanted }] of program.steps.entries()) {
    const outcome = outcomes[index]
    // What doesn't depend on each other may be done in any order.
    expect([...(outcome?.operations ?? [])].sort(), outcome?.output).toEqual([...wanted.operations].sort())
    expect(outcome?.state).toEqual([...wanted.state].sort())
    expect(outcome?.exit === 0).toBe(wanted.exit === 0)
    if (wanted.hooks) expect(outcome?.hooks).toEqual(wanted.hooks)
    if (wanted.error) expect(outcome?.output).toContain(wanted.error)
  }
})
