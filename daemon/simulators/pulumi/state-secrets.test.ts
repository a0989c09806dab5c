import { expect, it } from 'vitest'
import { secretsIn } from './state-secrets.ts'

const secret = (value: unknown) => ({ '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', plaintext: JSON.stringify(value) })

it('finds each secret text of an export, wherever it stands', () => {
  const found = secretsIn({ deployment: { resources: [
    { urn: 'a', inputs: { plain: 'not a secret', password: secret('correct horse') }, outputs: { list: [secret('battery staple')] } },
  ] } })
  expect(found).toEqual(['correct horse', 'battery staple'])
})

it('leaves out what would blacken everything: short texts, yes and no, and short parts of a structure', () => {
  expect(secretsIn({ a: secret('admin'), b: secret(true), c: secret(5432), d: secret(null), e: secret({ region: 'eu-west-1', key: '-----BEGIN KEY-----' }) }))
    .toEqual(['-----BEGIN KEY-----'])
})

it('does not search for the code of a provider', () => {
  expect(secretsIn({ __provider: secret('x'.repeat(20_000)) })).toEqual([])
})
