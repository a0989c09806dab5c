import { describe, expect, test } from 'vitest'
import { emptySnapshot, integrityProblems } from '../../daemon/engine/embedded/snapshot/snapshot.ts'
import { simulate } from '../../daemon/engine/embedded/testing/simulate.ts'
import { World } from '../../daemon/engine/embedded/testing/world.ts'
import { operationNames, stateNames } from './ruled-program.ts'
import { rulePrograms } from './rules.ts'

const programs = rulePrograms()

describe('a program for each rule', () => {
  test('there are at least sixty, each with where its outcome comes from', () => {
    expect(programs.length).toBeGreaterThanOrEqual(60)
    expect(new Set(programs.map(({ id }) => id)).size).toBe(programs.length)
  })

  test.for(programs)('$id: $rule', async ({ steps }) => {
    const world = new World()
    let snapshot = emptySnapshot
    for (const { command, program, options, expect: wanted } of steps) {
      const kind = command === 'up' ? 'update' : command
      const result = await simulate(program, snapshot, world, { ...options, kind })
      expect(operationNames(result.operations)).toEqual(wanted.operations)
      expect(result.failed ? 1 : 0, result.errors.join('\n')).toBe(wanted.exit)
      if (wanted.error) expect(result.errors.join('\n')).toContain(wanted.error)
      if (command !== 'preview') snapshot = result.snapshot
      expect(stateNames(snapshot.resources)).toEqual([...wanted.state].sort())
      expect(integrityProblems(snapshot)).toEqual([])
    }
  })
})
