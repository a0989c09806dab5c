import { expect, it } from 'vitest'
import { kindOf, nameOf } from './changes.ts'

const urn = (name: string) => `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/sandbox:Database::${name}`

it('says that a name was cut, so that it differs from one that only begins alike', () => {
  expect(nameOf(urn('x'.repeat(300)))).toBe(`${'x'.repeat(255)}…`)
  expect(nameOf(urn('x'.repeat(256)))).toBe('x'.repeat(256))
})

it('does not let a name pass for another one by what stands between its colons', () => {
  expect(nameOf(urn('main::scratch'))).toBe('main::scratch')
  expect(nameOf('no urn')).toBe('no urn')
})

it('shows a kind without the prefix of dynamic providers, and any other as it is', () => {
  expect([kindOf('pulumi-nodejs:dynamic/sandbox:Site'), kindOf('aws:s3/bucket:Bucket')]).toEqual(['sandbox:Site', 'aws:s3/bucket:Bucket'])
})
