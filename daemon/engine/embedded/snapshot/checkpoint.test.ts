import { describe, expect, test } from 'vitest'
import { secret } from '../values/property.ts'
import { CheckpointWriter, openDeployment, parseCheckpoint } from './checkpoint.ts'
import type { ResourceState } from './resource.ts'
import { emptySnapshot, integrityProblems } from './snapshot.ts'
import type { Urn } from './urn.ts'

const sealed = { encrypt: (text: string) => `sealed ${text}`, decrypt: (text: string) => text.replace(/^sealed /, '') }
const component: ResourceState = {
  urn: 'urn:pulumi:dev::shop::a:b:C::one' as Urn, custom: false, type: 'a:b:C', inputs: {}, outputs: { key: secret('hush') },
    dependencies: [],
}

describe('a state file', () => {
  test('holds what was written, secrets sealed and empty fields left out', () => {
    const text = new CheckpointWriter('organization/shop/dev', sealed).text({ ...emptySnapshot, resources: [component] },
      '2026-01-01T00:00:00Z')
    expect(text).not.toContain('"hush"')
    expect(text).not.toContain('dependencies')
    const deployment = parseCheckpoint(text, 'dev.json')
    expect(deployment && openDeployment(deployment, sealed).resources).toEqual([{ ...component, dependencies: undefined }])
  })

  test('that is cut off, foreign or newer is refused with the way back', () => {
    for (const text of ['{"version":3,"chec', '[]', '{"version":9,"checkpoint":{"stack":"s"}}',
      '{"version":4,"features":["views"],"checkpoint":{"stack":"s"}}']) {
      expect(() => parseCheckpoint(text, 'dev.json')).toThrow(/dev\.json is not a state that can be read .* it was left as it is/)
    }
  })

  test('that is not whole is refused', () => {
    const orphan = { ...component, parent: 'urn:pulumi:dev::shop::a:b:C::gone' as Urn }
    expect(integrityProblems({ ...emptySnapshot, resources: [orphan] })).toHaveLength(1)
    expect(integrityProblems({ ...emptySnapshot, resources: [component, component] })).toEqual([`duplicate resource ${component.urn}`])
  })
})
