import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Step } from '../../shared/plan.ts'
import { ordered, stages } from './graph.ts'

const deploy = (number: number, target: string, dependsOn: number[] = []): Step => ({
  id: `step-${number}`, service: 'pulumi', operation: 'deploy', target, parameters: {}, dependsOn: dependsOn.map(other => `step-${other}`),
})

test('a step comes after everything that it depends on, whatever the order they were written in', () => {
  const graphs = fc.integer({ min: 1, max: 12 }).chain(size => fc.tuple(
    fc.shuffledSubarray([...Array(size).keys()], { minLength: size }),
    fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 20 }),
  ))
  fc.assert(fc.property(graphs, ([order, edges]) => {
    // an edge from a smaller to a larger number can't close a circle
    const steps = order.map(number => deploy(number + 1, 'pulumi:a/b', edges.filter(([from, to]) => to === number && from < to).map(([from]) => from + 1)))
    const result = ordered(steps)
    expect(result).toHaveLength(steps.length)
    result.forEach((step, at) => {
      for (const id of step.dependsOn) expect(result.findIndex(other => other.id === id)).toBeLessThan(at)
    })
  }), { seed: 20261123 })
})

test('steps stay as they were written where nothing depends', () => {
  expect(ordered([deploy(2, 'pulumi:a/b'), deploy(1, 'pulumi:a/b')]).map(step => step.id)).toEqual(['step-2', 'step-1'])
})

test.each([
  ['a circle', [deploy(1, 'pulumi:a/b', [2]), deploy(2, 'pulumi:a/b', [1])]],
  ['an unknown dependency', [deploy(1, 'pulumi:a/b', [7])]],
  ['a doubled id', [deploy(1, 'pulumi:a/b'), deploy(1, 'pulumi:a/b')]],
])('%s is no plan', (_name, steps) => {
  expect(() => ordered(steps)).toThrow(expect.objectContaining({ code: 'plan-steps' }))
})

test('steps of one target are one stage, and a target is never visited twice', () => {
  const [one, two, three] = [deploy(1, 'pulumi:a/b'), deploy(2, 'pulumi:a/b'), deploy(3, 'pulumi:c/d')]
  expect(stages([one, two, three]).map(stage => stage.steps.length)).toEqual([2, 1])
  expect(() => stages([one, three, two])).toThrow(expect.objectContaining({ code: 'plan-steps' }))
})
