import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../shared/base64.ts'
import { deviceIdSchema, publicKeySchema } from '../../shared/pairing.ts'
import { importPrivateKey, isPaired, keepIdentity, newDeviceKey, readIdentity } from './identity.ts'

let home = ''
beforeEach(() => { home = mkdtempSync(path.join(tmpdir(), 'countersign-identity-')) })
afterEach(() => rmSync(home, { recursive: true }))

const identityWith = (privateKey: string) => ({
  authority: '127.0.0.1:9040', deviceId: deviceIdSchema.parse(`device-${'A'.repeat(16)}`),
  daemonPublicKey: publicKeySchema.parse(toBase64Url(new Uint8Array(32))), privateKey,
})

describe('the command’s own device', () => {
  it('is kept where only its owner can read it, and signs with the same key afterwards', async () => {
    const { pair, privateKey } = await newDeviceKey()
    keepIdentity(home, identityWith(privateKey))
    expect(statSync(path.join(home, 'terminal-device.json')).mode & 0o777).toBe(0o600)
    expect(readdirSync(home)).toEqual(['terminal-device.json'])
    const message = new TextEncoder().encode('approve')
    const signature = await crypto.subtle.sign('Ed25519', await importPrivateKey(readIdentity(home)), message)
    expect(await crypto.subtle.verify('Ed25519', pair.publicKey, signature, message)).toBe(true)
  })

  it('is missed in a sentence that names the command to run', () => {
    expect(isPaired(home)).toBe(false)
    expect(() => readIdentity(home)).toThrow(expect.objectContaining({ code: 'not-paired', hint: expect.stringContaining('countersign pair') }))
  })

  it.each(['', '{', '{"authority":"example.org:80"}'])('is not believed where its file holds %j', (text) => {
    writeFileSync(path.join(home, 'terminal-device.json'), text)
    expect(() => readIdentity(home)).toThrow(expect.objectContaining({ code: 'identity-damaged' }))
  })
})
