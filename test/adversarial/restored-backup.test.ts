import { copyFileSync, mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createHandlers } from '../../daemon/http/index.ts'
import { createDevices } from '../../daemon/pairing/index.ts'
import { openStore, restore, type Store } from '../../daemon/store/index.ts'
import { verify } from '../../daemon/store/verify.ts'
import type { Witnessed } from '../../extension/daemon-client/keeping.ts'
import { acceptRestored, catchUp, restoredBy } from '../../extension/daemon-client/witness.ts'
import type { Client } from '../../shared/client.ts'
import type { PublicKey } from '../../shared/pairing.ts'

/** What the browser keeps, in memory: everything else here is the real extension's witness before the real record. */
const kept = vi.hoisted(() => ({ witness: null as unknown }))
vi.mock('../../extension/daemon-client/keeping.ts', () => ({
  readWitness: () => Promise.resolve(kept.witness), keepWitness: (witness: unknown) => { kept.witness = witness; return Promise.resolve() },
}))

const daemonKey = 'the daemon' as PublicKey
const actor = { person: 'Ada', device: 'd1', via: 'terminal' }
let home = ''
let store: Store
const add = (count: number) => { for (let n = 0; n < count; n++) store.audit.append({ kind: 'test.entry', actor }) }
const post: Client['post'] = (route, body) => {
  const handlers = createHandlers({ audit: store.audit } as unknown as Parameters<typeof createHandlers>[0])
  // throws as a refusal would be, and takes its turn as an answer does
  return Promise.resolve().then(() => handlers[route](body as never, undefined as never)) as never
}
const remember = () => {
  const { audit } = store
  kept.witness = { daemonPublicKey: daemonKey, auditKey: audit.publicKey, checkpoint: audit.checkpoint().checkpoint } satisfies Witnessed
}

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'restored-'))
  store = await openStore(home)
  add(3)
  await store.backUp(path.join(home, 'backup.db'))
  add(4)
})
afterEach(() => {
  store.close()
  rmSync(home, { recursive: true })
})

it('is shown as what it is, taken only when the person accepts it, and then the record goes on', async () => {
  remember()
  store.close()
  ;({ store } = await restore(home, path.join(home, 'backup.db'), { actor }))
  add(2)
  await expect(catchUp(post, daemonKey)).rejects.toThrow()
  const found = await restoredBy(post, daemonKey)
  expect(found?.restored).toMatchObject({ sequence: 3, person: 'Ada', size: 3, replaced: 7 })
  await expect(catchUp(post, daemonKey)).rejects.toThrow() // nothing was accepted by looking
  await acceptRestored(daemonKey, found?.checkpoint ?? '')
  add(1)
  expect((await catchUp(post, daemonKey))?.size).toBe(7)
})

it('brings back neither a device that was revoked since nor the number of a run that took place', async () => {
  const devices = () => createDevices(store)
  const stolen = { id: 'device-stolenstolenstol' as never, publicKey: 'B'.repeat(43) as never, name: 'Laptop', person: 'Ada', origin: null }
  const draft = () => store.database.run(
    "INSERT INTO plans (state, title, request, created_at, expires_at, person) VALUES ('drafted', 't', '{}', '', '', 'Ada') RETURNING id", [])
  const last = () => store.database.get<{ id: number }>('SELECT max(id) AS id FROM plans', [])?.id
  devices().add(stolen)
  draft()
  const second = path.join(home, 'second.db')
  await store.backUp(second)
  devices().revoke(stolen.id, { person: 'Ada', device: 'd1', via: 'terminal' } as never)
  for (let n = 0; n < 4; n++) draft()
  store.close()
  const restored = await restore(home, second, { actor })
  ;({ store } = restored)
  expect(devices().find(stolen.id)?.revokedAt).toEqual(expect.any(String))
  expect(store.audit.entry(restored.sequence)).toMatchObject({ kind: 'record.restored', fields: { carried: { revoked: [stolen.id], numbers: { plans: 5 } } } })
  draft()
  expect(last()).toBe(6)
  expect((await verify(path.join(home, 'countersign.db'))).ok).toBe(true)
})

it('is put back also where what it replaces can’t be read any more, and says that nothing was carried over', async () => {
  store.close()
  truncateSync(path.join(home, 'countersign.db'), 5000)
  const restored = await restore(home, path.join(home, 'backup.db'), { actor })
  ;({ store } = restored)
  expect(store.audit.entry(restored.sequence)).toMatchObject({ fields: { replaced: { whole: false }, carried: null } })
})

it('explains nothing where an older copy was simply put there', async () => {
  remember()
  store.close()
  copyFileSync(path.join(home, 'backup.db'), path.join(home, 'countersign.db'))
  store = await openStore(home)
  add(2)
  await expect(catchUp(post, daemonKey)).rejects.toThrow()
  expect(await restoredBy(post, daemonKey)).toBeUndefined()
})

it('explains nothing where its entry is older than what this browser saw', async () => {
  store.close()
  ;({ store } = await restore(home, path.join(home, 'backup.db'), { actor }))
  const second = path.join(home, 'second.db')
  await store.backUp(second)
  add(9)
  remember()
  // the record is put back to right after that restore, this time without an entry of its own
  store.close()
  copyFileSync(second, path.join(home, 'countersign.db'))
  store = await openStore(home)
  await expect(catchUp(post, daemonKey)).rejects.toThrow()
  expect(await restoredBy(post, daemonKey)).toBeUndefined()
})
