import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { toBase64 } from '../../shared/base64.ts'
import { CountersignError } from '../../shared/errors.ts'
import { authoritySchema, deviceIdSchema, publicKeySchema } from '../../shared/pairing.ts'

/**
 * The command's own device: its key, and the daemon that it was paired with. The key lies in the daemon's folder, which only its owner can
 * open; whoever can read it runs as the owner, and could run this command as well. An approval needs the terminal's code all the same.
 */
const Identity = z.strictObject({
  authority: authoritySchema,
  deviceId: deviceIdSchema,
  daemonPublicKey: publicKeySchema,
  /** PKCS #8, base64. */
  privateKey: z.base64(),
})
export type Identity = z.infer<typeof Identity>

const place = (home: string): string => path.join(home, 'terminal-device.json')

/** The identity in `home`. Throws `not-paired` where there is none. */
export function readIdentity(home: string): Identity {
  const file = place(home)
  if (!existsSync(file)) {
    throw new CountersignError('not-paired', 'This command is not paired with the daemon yet, so nothing was sent.', 'Run `countersign pair` first.')
  }
  const identity = Identity.safeParse(parsed(readFileSync(file, 'utf8')))
  if (identity.success) return identity.data
  throw new CountersignError('identity-damaged', `${file} can't be read, so nothing was sent.`, 'Run `countersign pair` to make a new one.')
}

export const isPaired = (home: string): boolean => existsSync(place(home))

/** Keeps an identity, in place of the one before. */
export function keepIdentity(home: string, identity: Identity): void {
  const partial = `${place(home)}.${process.pid}`
  try {
    writeFileSync(partial, `${JSON.stringify(identity, undefined, 2)}\n`, { mode: 0o600 })
    renameSync(partial, place(home))
  } finally {
    rmSync(partial, { force: true })
  }
}

/** A new key pair that can be written to the identity's file. */
export async function newDeviceKey(): Promise<{ readonly pair: CryptoKeyPair, readonly privateKey: string }> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  return { pair, privateKey: toBase64(new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))) }
}

export function importPrivateKey({ privateKey }: Identity): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', Buffer.from(privateKey, 'base64'), 'Ed25519', false, ['sign'])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // told by the schema, as whatever else is no identity
  }
}
