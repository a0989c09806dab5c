import {
  isList,
  isMap,
  isSecret,
  mapValues,
  plain,
  type PropertyMap,
  type PropertyValue,
  SECRET_SIGNATURE,
  signatureOf,
  SIGNATURE,
} from './property.ts'
import type { Crypter } from './passphrase.ts'

/** The ciphertext that a secret was read from: an unchanged secret is written back as it was, not encrypted anew. */
const ciphertexts = new WeakMap<object, string>()

/** Opens every secret of a value as state holds it: `{signature, ciphertext}` or `{signature, plaintext}` to `{signature, value}`. */
export function openSecrets(value: PropertyValue, crypter: Crypter): PropertyValue {
  if (isList(value)) return value.map((item) => openSecrets(item, crypter))
  if (!isMap(value)) return value
  if (signatureOf(value) !== SECRET_SIGNATURE) return mapValues(value, (item) => openSecrets(item, crypter))
  const { ciphertext, plaintext } = value
  if (typeof ciphertext === 'string') {
    const opened = { [SIGNATURE]: SECRET_SIGNATURE, value: JSON.parse(crypter.decrypt(ciphertext)) as PropertyValue }
    ciphertexts.set(opened, ciphertext)
    return opened
  }
  if (typeof plaintext === 'string') return { [SIGNATURE]: SECRET_SIGNATURE, value: JSON.parse(plaintext) as PropertyValue }
  return value
}

export type SecretForm = 'encrypted' | 'plaintext' | 'masked'

/** Writes every secret of a value in the form that its reader may see; keys in order, as the official writer does. */
export function closeSecrets(value: PropertyValue, form: SecretForm, crypter: Crypter): PropertyValue {
  if (isList(value)) return value.map((item) => closeSecrets(item, form, crypter))
  if (!isMap(value)) return value
  if (isSecret(value)) return closed(value, form, crypter)
  const sorted: Record<string, PropertyValue> = {}
  for (const key of Object.keys(value).sort()) {
    const item = value[key]
    if (item !== undefined) sorted[key] = closeSecrets(item, form, crypter)
  }
  return sorted
}

function closed(value: PropertyMap, form: SecretForm, crypter: Crypter): PropertyMap {
  if (form === 'masked') return { [SIGNATURE]: SECRET_SIGNATURE, ciphertext: '[secret]' }
  const text = (): string => JSON.stringify(plain(value.value ?? null))
  if (form === 'plaintext') return { [SIGNATURE]: SECRET_SIGNATURE, plaintext: text() }
  const known = ciphertexts.get(value)
  if (known !== undefined) return { [SIGNATURE]: SECRET_SIGNATURE, ciphertext: known }
  const ciphertext = crypter.encrypt(text())
  ciphertexts.set(value, ciphertext)
  return { [SIGNATURE]: SECRET_SIGNATURE, ciphertext }
}

/** Shows a stack output: secrets as `[secret]`, or in the clear. */
export function shownValue(value: PropertyValue, showSecrets: boolean, crypter: Crypter): PropertyValue {
  if (isList(value)) return value.map((item) => shownValue(item, showSecrets, crypter))
  if (!isMap(value)) return value
  if (signatureOf(value) === SECRET_SIGNATURE) return showSecrets ? plain(openSecrets(value, crypter)) : '[secret]'
  return mapValues(value, (item) => shownValue(item, showSecrets, crypter))
}
