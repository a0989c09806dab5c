import { expect, test } from 'vitest'
import { Journal } from './journal.ts'
import type { ResourceState } from './resource.ts'
import { emptySnapshot } from './snapshot.ts'
import { createUrn } from './urn.ts'

const resource = (name: string, ...aliases: string[]): ResourceState =>
  ({ urn: urn(name), type: 'pulumi-nodejs:dynamic:Resource', custom: true, inputs: {}, outputs: {}, aliases: aliases.map(urn) })

test.for([
  ['claims what another one claimed', resource('b', 'a'), resource('c', 'a')],
  ['claims one that is there', resource('a'), resource('b', 'a')],
  ['has the name that another one had', resource('b', 'a'), resource('a')],
] as const)('a resource that %s is not written, and the first stays', ([, first, second]) => {
  const old = resource('a')
  const journal = new Journal({ ...emptySnapshot, resources: [old] })
  journal.record({ kind: 'done', operation: 0, state: first, removes: old })
  expect(() => journal.record({ kind: 'done', operation: 1, state: second, removes: old })).toThrow('post-step event returned an error')
  expect(journal.snapshot().resources.map((one) => one.urn)).toEqual([first.urn])
})

function urn(name: string): ResourceState['urn'] {
  return createUrn('dev', 'project', undefined, 'pulumi-nodejs:dynamic:Resource', name)
}
