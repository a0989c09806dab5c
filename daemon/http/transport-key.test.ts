import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadTransportKey } from './transport-key.ts'

let home: string
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'key-')) })
afterEach(() => rmSync(home, { recursive: true }))

it('is made once, for its owner alone, and read back the same', async () => {
  const made = await loadTransportKey(home)
  expect((await loadTransportKey(home)).publicKey).toBe(made.publicKey)
  expect(readdirSync(home)).toEqual(['transport.key'])
  expect(statSync(join(home, 'transport.key')).mode & 0o777).toBe(0o600)
  await expect(crypto.subtle.exportKey('pkcs8', made.privateKey)).rejects.toThrow()
})

it('is refused where others may read it, where it is no key, and where it is a link; never replaced', async () => {
  const path = join(home, 'transport.key')
  await loadTransportKey(home)
  chmodSync(path, 0o640)
  await expect(loadTransportKey(home)).rejects.toMatchObject({ code: 'transport-key', message: expect.stringContaining('read by others') })
  chmodSync(path, 0o600)
  const whole = readFileSync(path)
  writeFileSync(path, whole.subarray(0, 20))
  await expect(loadTransportKey(home)).rejects.toMatchObject({ code: 'transport-key' })
  expect(readFileSync(path)).toEqual(whole.subarray(0, 20))
  rmSync(path)
  writeFileSync(join(home, 'elsewhere'), whole, { mode: 0o600 })
  symlinkSync(join(home, 'elsewhere'), path)
  await expect(loadTransportKey(home)).rejects.toMatchObject({ code: 'transport-key' })
})
