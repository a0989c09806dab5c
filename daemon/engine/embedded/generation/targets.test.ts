import { expect, test } from 'vitest'
import { emptySnapshot, integrityProblems } from '../snapshot/snapshot.ts'
import type { ProgramData } from '../testing/program.ts'
import { simulate } from '../testing/simulate.ts'
import { World } from '../testing/world.ts'

const program: ProgramData = {
  resources: [{ name: 'a', inputs: { value: 1 } }, { name: 'b', inputs: { value: { $from: 'a.made' } } }, { name: 'c', inputs: { value: 1 } }],
}

test('what needs an excluded resource that does not exist yet is refused before it is made, and the state stays whole', async () => {
  const world = new World()
  const { failed, errors, snapshot } = await simulate(program, emptySnapshot, world, { kind: 'update', excludes: ['a'] })
  expect(failed).toBe(true)
  expect(errors.join('\n')).toMatch(/Resource '.*::b' depends on '.*::a' which doesn't exist yet and is left out by --exclude\./)
  expect(world.calls).toEqual([])
  expect(integrityProblems(snapshot)).toEqual([])
})
