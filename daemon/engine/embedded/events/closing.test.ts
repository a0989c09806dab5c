import { expect, test } from 'vitest'
import type { Urn } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'
import { diagnosticText, erroredCount, outputsText } from './closing.ts'
import type { Diagnostic, Severity, StepMetadata } from './event.ts'

// The texts are those of an official CLI, 3.260.0 built from source, seen on 2026-11-26.

const thing = 'urn:pulumi:dev::shop::my:index:C$my:index:Thing::one' as Urn
const root = 'urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev' as Urn
const said = (severity: Severity, message: string, urn?: Urn): Diagnostic =>
  ({ severity, message: `${message}\n`, color: 'never', ...(severity === 'error' && { prefix: 'error: ' }), ...(urn && { urn }) })
function stack(old: PropertyMap | undefined, now: PropertyMap): StepMetadata {
  const state = (outputs: PropertyMap) => ({ type: 'pulumi:pulumi:Stack', urn: thing, id: '', parent: '', inputs: {}, outputs, provider: '' })
  return { op: old ? 'same' : 'create', urn: thing, type: 'pulumi:pulumi:Stack', old: old ? state(old) : null, new: state(now), detailedDiff: null, provider: '' }
}

test('what was said stands under its resource, and what belongs to none under the stack', () => {
  const all = [said('error', 'it failed', thing), said('info', 'one'), said('info#err', 'two'), said('error', 'update failed')]
  expect(diagnosticText(all, root)).toBe(
    'Diagnostics:\n  my:index:Thing (one):\n    error: it failed\n\n  pulumi:pulumi:Stack (shop-dev):\n    one\n    two\n\n    error: update failed\n\n')
  expect(diagnosticText([said('error', 'it failed', thing), said('info', 'one')], root, true)).toBe(
    `Diagnostics:\n  ${thing}:\n    error: it failed\n\n  ${root}:\n    one\n\n`)
  expect(erroredCount(all, root)).toBe(2)
  expect(diagnosticText([], root)).toBe('')
})

test('outputs are aligned trees; a preview shows only what would change', () => {
  const outputs = { long: 'x', v: 1, o: { a: [1] }, s: '[secret]' }
  expect(outputsText(stack(undefined, outputs), true)).toBe(
    'Outputs:\n    long: "x"\n    o   : {\n        a: [\n            [0]: 1\n        ]\n    }\n    s   : [secret]\n    v   : 1\n\n')
  expect(outputsText(stack(outputs, { ...outputs, v: 2 }), true)).toBe('Outputs:\n  ~ v   : 1 => 2\n\n')
  expect(outputsText(stack({ a: 1 }, { b: 1 }), false)).toBe('Outputs:\n  - a: 1\n  + b: 1\n\n')
  expect(outputsText(stack({ a: 1 }, { a: 1 }), false)).toBe('Outputs:\n    a: 1\n\n')
  expect(outputsText(stack({ a: 1 }, { a: 1 }), true)).toBe('')
  expect(outputsText(undefined, false)).toBe('')
})
