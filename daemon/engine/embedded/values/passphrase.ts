import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CommandError } from '../errors.ts'

/** PBKDF2-SHA256 rounds of the official passphrase provider; about 150 ms, so a key is derived only when a secret is met. */
const ITERATIONS = 1_000_000
const KEY_BYTES = 32
const SALT_BYTES = 8
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** The text that every salt carries encrypted, so that a wrong passphrase shows at once. */
const PROBE = 'pulumi'

/** Encrypts and decrypts one stack's secrets in the official format, `v1:<nonce>:<ciphertext and tag>`, base64. */
export interface Crypter {
  encrypt(text: string): string
  decrypt(ciphertext: string): string
}

/** A new random salt for the passphrase at hand, as it goes into the stack's settings and into its state. */
export function newSalt(environment: NodeJS.ProcessEnv): { readonly salt: string; readonly crypter: Crypter } {
  const bytes = randomBytes(SALT_BYTES)
  const crypter = crypterFor(passphrase(environment), bytes)
  return { salt: `v1:${bytes.toString('base64')}:${crypter.encrypt(PROBE)}`, crypter }
}

/** Opens a salt with the passphrase of the environment. Throws `incorrect passphrase` in the official CLI's words. */
export function openSalt(salt: string, environment: NodeJS.ProcessEnv): Crypter {
  const [version, bytes, ...probe] = salt.split(':')
  if (version !== 'v1' || bytes === undefined || probe.length === 0) throw new CommandError('malformed state value')
  const crypter = crypterFor(passphrase(environment), Buffer.from(bytes, 'base64'))
  try {
    if (crypter.decrypt(probe.join(':')) === PROBE) return crypter
  } catch (error) {
    throw new CommandError('incorrect passphrase', exitOf(error))
  }
  throw new CommandError('incorrect passphrase')
}

const exitOf = (error: unknown): number => (error instanceof CommandError ? error.exitCode : 1)

function passphrase(environment: NodeJS.ProcessEnv): string {
  if (environment.PULUMI_CONFIG_PASSPHRASE !== undefined) return environment.PULUMI_CONFIG_PASSPHRASE
  const file = environment.PULUMI_CONFIG_PASSPHRASE_FILE
  if (file) {
    try {
      return readFileSync(file, 'utf8').trim()
    } catch (error) {
      throw new CommandError(`unable to read PULUMI_CONFIG_PASSPHRASE_FILE: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new CommandError('passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables')
}

function crypterFor(phrase: string, salt: Buffer): Crypter {
  const key = pbkdf2Sync(phrase, salt, ITERATIONS, KEY_BYTES, 'sha256')
  return {
    encrypt(text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `v1:${nonce.toString('base64')}:${sealed.toString('base64')}`
    },
    decrypt(ciphertext) {
      const [version, nonce, sealed] = ciphertext.split(':')
      if (version !== 'v1' || !nonce || !sealed) throw new CommandError('bad value')
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: TAG_BYTES })
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
      return Buffer.concat([decipher.update(bytes.subarray(0, bytes.length - TAG_BYTES)), decipher.final()]).toString('utf8')
    },
  }
}

/** A crypter that opens its salt at the first secret, and not before. */
export function lazyCrypter(open: () => Crypter): Crypter {
  let opened: Crypter | undefined
  const crypter = (): Crypter => (opened ??= open())
  return { encrypt: (text) => crypter().encrypt(text), decrypt: (ciphertext) => crypter().decrypt(ciphertext) }
}
