import { expect, it } from 'vitest'
import { kindOf, nameOf } from './changes.ts'

const urn = (name: string) => `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/sandbox:Database::${name}`

it('says that a name was cut, and tells it from every other that begins alike', () => {
  const [one, other] = ['a', 'b'].map(end => nameOf(urn(`${'x'.repeat(300)}${end}`)))
  expect(one).toMatch(/^x{239}… [0-9a-f]{12}$/)
  expect(other).not.toBe(one)
  expect(nameOf(urn('x'.repeat(256)))).toBe('x'.repeat(256))
})

it('does not let a name pass for another one by what stands between its colons', () => {
  expect(nameOf(urn('main::scratch'))).toBe('main::scratch')
  expect(nameOf('no urn')).toBe('no urn')
})

it('shows a kind without the prefix of dynamic providers, and any other as it is', () => {
  expect([kindOf('pulumi-nodejs:dynamic/sandbox:Site'), kindOf('aws:s3/bucket:Bucket')]).toEqual(['sandbox:Site', 'aws:s3/bucket:Bucket'])
})
