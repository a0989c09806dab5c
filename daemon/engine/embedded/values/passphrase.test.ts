import { expect, test } from 'vitest'
import { lazyCrypter, newSalt, openSalt } from './passphrase.ts'

const environment = { PULUMI_CONFIG_PASSPHRASE: 'correct horse' }

test('a secret opens with the salt and the passphrase that sealed it, and with no other', () => {
  const { salt, crypter } = newSalt(environment)
  const sealed = crypter.encrypt('battery staple')
  expect(sealed).toMatch(/^v1:[\w+/=]+:[\w+/=]+$/)
  expect(openSalt(salt, environment).decrypt(sealed)).toBe('battery staple')
  expect(() => openSalt(salt, { PULUMI_CONFIG_PASSPHRASE: 'wrong' })).toThrow('incorrect passphrase')
  expect(() => openSalt(salt, {})).toThrow('PULUMI_CONFIG_PASSPHRASE')
})

test('no key is derived before a secret is met', () => {
  let opened = 0
  const crypter = lazyCrypter(() => {
    opened++
    return { encrypt: (text) => text, decrypt: (text) => text }
  })
  expect(opened).toBe(0)
  crypter.encrypt('a')
  crypter.decrypt('a')
  expect(opened).toBe(1)
})
