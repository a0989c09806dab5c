import { describe, expect, test } from 'vitest'
import { emptySnapshot } from '../snapshot/snapshot.ts'
import type { ProgramData } from '../testing/program.ts'
import { simulate } from '../testing/simulate.ts'
import { World } from '../testing/world.ts'
import { readAutonaming } from './autonaming.ts'
import type { ProgramConfig } from './program.ts'
import type { ConfigNode } from './value.ts'

const THING = 'pulumi-nodejs:dynamic:Resource'
const read = (section: ConfigNode | undefined, values: Record<string, string> = {}) => {
  const config: ProgramConfig = {
    values: new Map(Object.entries(values)), secretKeys: [], masked: {}, stored: section === undefined ? {} : { 'pulumi:autonaming': section },
  }
  return readAutonaming(config, 'shop', 'dev')
}

// Each kind was seen in a run of an official CLI, 3.260.0 built from source, on 2026-11-26: modes, patterns, levels, refusals.
describe('the naming that a configuration asks for', () => {
  test.for([
    [{ mode: 'verbatim' }, { deleteBeforeReplace: true, isExpress: false }],
    [{ mode: 'disabled' }, { deleteBeforeReplace: true, isExpress: false }],
    [{ mode: 'default' }, undefined],
    [{ pattern: '${name}-${hex(4)}' }, { deleteBeforeReplace: false, isExpress: false }],
    [{ pattern: '${name}-${uuid}', enforce: true }, { deleteBeforeReplace: false, isExpress: true }],
    [{ pattern: '${stack}-${name}-${config.size}' }, { deleteBeforeReplace: true, isExpress: false }],
    [{ mode: 'verbatim', providers: { 'pulumi-nodejs': { mode: 'default' } } }, undefined],
    [{ providers: { 'pulumi-nodejs': { pattern: '${name}' } } }, { deleteBeforeReplace: true, isExpress: true }],
    [{ mode: 'verbatim', providers: { aws: { mode: 'default' } } }, { deleteBeforeReplace: true, isExpress: false }],
    [{ providers: { 'pulumi-nodejs': { resources: { [THING]: { mode: 'disabled' } } } } }, { deleteBeforeReplace: true, isExpress: true }],
  ] as const)('%j', ([section, naming]) => {
    expect(read(section, { 'shop:size': '7' })?.(THING, 'a')).toEqual(naming)
  })

  test.for([
    [{ mode: 'odd' }, 'failed to resolve root naming config: invalid naming mode: odd'],
    [{ mood: 'odd' }, 'failed to parse autonaming config: invalid autonaming config structure: json: unknown field "mood"'],
    [{ mode: 'verbatim', enforce: true }, 'failed to resolve root naming config: cannot specify both mode and pattern/enforce'],
    [{ enforce: true }, 'failed to resolve root naming config: pattern must be specified when enforce is true'],
    [{ pattern: '${config.q}' }, 'failed to resolve root naming config: no value found for key "q"'],
    [{ providers: { aws: { mode: 'odd' } } }, 'failed to resolve naming config for provider "aws": invalid naming mode: odd'],
    [{ providers: { aws: { resources: { 'aws:a:B': {} } } } }, 'mode or pattern must be specified for resource "aws:a:B"'],
    ['verbatim', 'failed to parse autonaming config: invalid autonaming config structure: the section is'],
  ] as const)('is refused: %j', ([section, complaint]) => {
    expect(() => read(section as ConfigNode)).toThrow(`getting autonaming config: ${complaint}`)
  })

  test('is none where the configuration has none', () => expect(read(undefined)).toBeUndefined())
})

test('a name without anything random in it has the old resource deleted first, and an express wish is warned of before each check', async () => {
  const program = (value: number): ProgramData => ({ resources: [{ name: 'a', inputs: { value, behave: { replaceOn: ['value'] } } }] })
  const world = new World()
  const autonaming = read({ providers: { 'pulumi-nodejs': { mode: 'verbatim' } } })
  const options = { kind: 'update' as const, ...(autonaming && { autonaming }) }
  const { snapshot } = await simulate(program(1), emptySnapshot, world, options)
  const { operations, events } = await simulate(program(2), snapshot, world, options)
  expect(operations.map(([op]) => op)).toEqual(['same', 'delete-replaced', 'replace', 'create-replacement'])
  const warnings = events.flatMap((event) => ('diagnosticEvent' in event && event.diagnosticEvent.severity === 'warning' ? [event.diagnosticEvent.message] : []))
  expect(warnings).toHaveLength(2)
  expect(warnings[0]).toContain('::a resource has a custom autonaming setting but the provider does not support autonaming configuration')
})
