import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { randomText } from '../../shared/base64.ts'
import type { DeviceId, PublicKey } from '../../shared/pairing.ts'
import { openStore, type Store } from '../store/index.ts'
import { createDevices } from './devices.ts'

let home: string
let store: Store
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'devices-'))
  store = await openStore(home)
})
afterEach(() => {
  store.close()
  rmSync(home, { recursive: true })
})

const device = (name: string) => ({
  id: `device-${randomText(12)}` as DeviceId, publicKey: randomText(32) as PublicKey, name, person: 'Ada', origin: null,
})
const operator = { person: 'Ada', device: 'device-x', via: 'terminal' } as const

describe('devices', () => {
  it('are kept over a restart, with their pairing on the record', async () => {
    const laptop = device('Laptop')
    createDevices(store).add(laptop)
    store.close()
    store = await openStore(home)
    expect(createDevices(store).find(laptop.id)).toMatchObject({ ...laptop, pairedAt: expect.any(String) })
    expect(store.audit.entries({ kind: 'device.paired' })).toMatchObject([{ actor: { device: laptop.id, person: 'Ada', via: 'terminal' } }])
  })

  it('are revoked once and for good, told to whoever listens, and on the record', () => {
    const devices = createDevices(store)
    const laptop = devices.add(device('Laptop'))
    const told: string[] = []
    devices.onRevoked((id) => told.push(id))
    devices.revoke(laptop.id, operator)
    devices.revoke(laptop.id, operator)
    expect(devices.find(laptop.id)?.revokedAt).toEqual(expect.any(String))
    expect(told).toContain(laptop.id)
    expect(store.audit.entries({ kind: 'device.revoked' })).toHaveLength(1)
    expect(() => store.database.run('UPDATE devices SET revoked_at = NULL')).toThrow()
    expect(() => store.database.run('DELETE FROM devices')).toThrow()
    expect(() => store.database.run("UPDATE devices SET public_key = 'other'")).toThrow()
  })

  it('can\'t come back with the key of a revoked one', () => {
    const devices = createDevices(store)
    const laptop = devices.add(device('Laptop'))
    devices.revoke(laptop.id, operator)
    expect(() => devices.add({ ...device('Again'), publicKey: laptop.publicKey })).toThrow(expect.objectContaining({ code: 'device-known' }))
    expect(store.audit.entries({ kind: 'device.paired' })).toHaveLength(1)
  })

  it('that are unknown can\'t be revoked', () => {
    expect(() => createDevices(store).revoke('device-nobody', operator)).toThrow(expect.objectContaining({ code: 'device-missing' }))
  })

  it('are seen, and written down at most every ten minutes', () => {
    let now = Date.parse('2026-01-01T00:00:00Z')
    const devices = createDevices(store, () => now)
    const { id } = devices.add(device('Laptop'))
    devices.seen(id)
    now += 9 * 60_000
    devices.seen(id)
    expect(devices.find(id)?.lastSeen).toBe('2026-01-01T00:00:00.000Z')
    now += 60_000
    devices.seen(id)
    expect(devices.find(id)?.lastSeen).toBe('2026-01-01T00:10:00.000Z')
  })
})
