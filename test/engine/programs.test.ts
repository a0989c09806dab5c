import { describe, expect, test } from 'vitest'
import { integrityProblems } from '../../daemon/engine/embedded/snapshot/snapshot.ts'
import { play } from './play.ts'
import { dependencyNames, operationNames, stateNames } from './ruled-program.ts'
import { rulePrograms } from './rules.ts'

const programs = rulePrograms()

describe('a program for each rule', () => {
  test('there are at least sixty, each with where its outcome comes from', () => {
    expect(programs.length).toBeGreaterThanOrEqual(60)
    expect(new Set(programs.map(({ id }) => id)).size).toBe(programs.length)
  })

  test.for(programs)('$id: $rule', async (program) => {
    for await (const { step: { expect: wanted }, result, snapshot } of play(program)) {
      expect(operationNames(result.operations)).toEqual(wanted.operations)
      expect(result.failed ? 1 : 0, result.errors.join('\n')).toBe(wanted.exit)
      if (wanted.error) expect(result.errors.join('\n')).toContain(wanted.error)
      expect(stateNames(snapshot.resources)).toEqual([...wanted.state].sort())
      if (wanted.hooks) expect(result.hooks).toEqual(wanted.hooks)
      const { dependencies = {} } = wanted
      expect(dependencyNames(snapshot.resources, Object.keys(dependencies))).toEqual(dependencies)
      expect(integrityProblems(snapshot)).toEqual([])
    }
  })
})
