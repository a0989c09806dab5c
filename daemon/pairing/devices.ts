import { CountersignError } from '../../shared/errors.ts'
import type { DeviceId, PublicKey } from '../../shared/pairing.ts'
import type { Actor } from '../contracts.ts'
import type { Store } from '../store/index.ts'

/** A paired device. `origin` is pinned: an extension's, or null for a program, which sends none. Times are ISO 8601. */
export interface Device {
  readonly id: DeviceId
  readonly publicKey: PublicKey
  readonly name: string
  readonly person: string
  readonly origin: string | null
  readonly pairedAt: string
  readonly lastSeen?: string
  readonly revokedAt?: string
}

export interface Devices {
  find(id: string): Device | undefined
  list(): Device[]
  /** Throws `device-known` where the key was paired before, also under a device that was revoked. */
  add(device: Omit<Device, 'pairedAt' | 'lastSeen' | 'revokedAt'>): Device
  /** Final, and on the record as done by `actor`. Throws `device-missing`; a second time does nothing. */
  revoke(id: string, actor: Pick<Actor, 'person' | 'device' | 'via'>): void
  /** A request of the device was admitted. */
  seen(id: DeviceId): void
  /** Called after a device was revoked; returns how to stop listening. */
  onRevoked(listener: (id: DeviceId) => void): () => void
}

interface Row {
  id: DeviceId, public_key: PublicKey, name: string, person: string, origin: string | null
  paired_at: string, last_seen: string | null, revoked_at: string | null
}

const fromRow = (row: Row): Device => ({
  id: row.id, publicKey: row.public_key, name: row.name, person: row.person, origin: row.origin, pairedAt: row.paired_at,
  ...(row.last_seen === null ? {} : { lastSeen: row.last_seen }),
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
})

/** Milliseconds between two writes of `last_seen`: each is a durable commit, and a sidebar asks several times a minute. */
const seenInterval = 10 * 60 * 1000

/** How a device is used: one without an origin is a program, so its person sits at a terminal. */
export function via(device: Pick<Device, 'origin'>): 'sidebar' | 'terminal' {
  return device.origin === null ? 'terminal' : 'sidebar'
}

/** The devices in the store; each change and its entry on the record are one transaction. `now` is the wall clock in milliseconds. */
export function createDevices({ database, audit }: Pick<Store, 'database' | 'audit'>, now: () => number = Date.now): Devices {
  const listeners = new Set<(id: DeviceId) => void>()
  const lastWritten = new Map<DeviceId, number>()
  const find = (id: string) => {
    const row = database.get<Row>('SELECT * FROM devices WHERE id = ?', [id])
    return row && fromRow(row)
  }
  const timestamp = () => new Date(now()).toISOString()

  return {
    find,
    list: () => database.all<Row>('SELECT * FROM devices ORDER BY paired_at, id').map(fromRow),
    add(device) {
      const added: Device = { ...device, pairedAt: timestamp() }
      database.transaction(() => {
        if (database.get('SELECT id FROM devices WHERE public_key = ?', [device.publicKey]) !== undefined) {
          throw new CountersignError('device-known', 'This key was paired before, so nothing was changed.', 'Make a new key on the device and pair again.')
        }
        database.run(
          'INSERT INTO devices (id, public_key, name, person, origin, paired_at) VALUES (?, ?, ?, ?, ?, ?)',
          [added.id, added.publicKey, added.name, added.person, added.origin, added.pairedAt],
        )
        const { id, name, person, origin, publicKey } = added
        audit.append({ kind: 'device.paired', actor: { person, device: id, via: via(added) }, fields: { name, origin, publicKey } })
      })
      return added
    },
    revoke(id, actor) {
      const device = find(id)
      if (device === undefined) {
        throw new CountersignError('device-missing', `There is no device ${id.slice(0, 64)}, so nothing was changed.`, 'See `countersign devices`.')
      }
      if (device.revokedAt === undefined) {
        database.transaction(() => {
          database.run('UPDATE devices SET revoked_at = ? WHERE id = ?', [timestamp(), id])
          const { person, device: by, via: how } = actor
          audit.append({ kind: 'device.revoked', actor: { person, device: by, via: how }, fields: { device: id, name: device.name, person: device.person } })
        })
      }
      for (const listener of [...listeners]) listener(device.id)
    },
    seen(id) {
      const time = now()
      if (time - (lastWritten.get(id) ?? -Infinity) < seenInterval) return
      lastWritten.set(id, time)
      database.run('UPDATE devices SET last_seen = ? WHERE id = ?', [timestamp(), id])
    },
    onRevoked(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
