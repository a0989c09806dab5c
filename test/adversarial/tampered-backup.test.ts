import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { scale, shop } from '../../daemon/plans/tiny-room.ts'
import { workbench } from '../../daemon/plans/workbench.ts'
import { createDevices } from '../../daemon/pairing/index.ts'
import { openStore, restore, verify, type Store } from '../../daemon/store/index.ts'
import { openDatabase } from '../../daemon/store/open.ts'
import { loadSqlite } from '../../daemon/store/sqlite.ts'

/** A backup lies elsewhere, where others may write: its record is signed, and everything else in it is not. */
const actor = { person: 'Ada', device: 'd1', via: 'terminal' } as const
const device = (letter: string) => ({ id: `device-${letter.repeat(16)}` as never, publicKey: letter.repeat(43) as never, name: 'Laptop', person: 'Ada', origin: null })
let folder = ''
let store: Store
const at = (name: string) => path.join(folder, name)
const inRecord = (kind: string, target: string, before: string, after: string) => store.database.transaction(() => {
  store.database.run(`INSERT INTO modes VALUES (?, ?, '', 'Ada') ON CONFLICT (target) DO UPDATE SET mode = excluded.mode`, [target, after])
  store.audit.append({ kind, actor, fields: { target, before, after } })
})

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tampered-'))
  store = await openStore(at('home'))
  const devices = createDevices(store)
  for (const letter of ['A', 'B']) devices.add(device(letter))
  devices.revoke(device('B').id, actor)
  inRecord('mode.raised', 'pulumi:shop/prod', 'read-only', 'dev')
  inRecord('mode.lowered', 'pulumi:shop/prod', 'dev', 'read-only')
  await store.backUp(at('backup.db'))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

it.each<[what: string, sql: string, named: string]>([
  ['a device of somebody else\'s', `INSERT INTO devices VALUES ('device-MMMMMMMMMMMMMMMM', '${'M'.repeat(43)}', 'Laptop', 'Ada', NULL, '', NULL, NULL)`, 'device-MMMM'],
  ['another key for a known device', `DROP TRIGGER devices_stay_themselves; UPDATE devices SET public_key = '${'M'.repeat(43)}' WHERE public_key LIKE 'A%';
    CREATE TRIGGER devices_stay_themselves BEFORE UPDATE OF id, public_key, name, person, origin, paired_at ON devices
      BEGIN SELECT RAISE(ABORT, 'a device stays what it was paired as'); END`, 'device-AAAA'],
  ['a revoked device as a paired one', `DROP TRIGGER devices_stay_revoked; UPDATE devices SET revoked_at = NULL;
    CREATE TRIGGER devices_stay_revoked BEFORE UPDATE OF revoked_at ON devices WHEN OLD.revoked_at IS NOT NULL
      BEGIN SELECT RAISE(ABORT, 'a revoked device stays revoked'); END`, 'device-BBBB'],
  ['a mode that nobody raised', 'UPDATE modes SET mode = \'dev\'', 'pulumi:shop/prod'],
  ['a mode that somebody lowered taken away', 'DELETE FROM modes', 'pulumi:shop/prod'],
  ['the guard of approvals taken away', 'DROP TRIGGER plans_run_only_when_approved', 'plans_run_only_when_approved'],
  ['a trigger that raises a mode later', 'CREATE TRIGGER later AFTER INSERT ON turns BEGIN UPDATE modes SET mode = \'dev\'; END', 'later'],
  ['a view in the place of a table', 'ALTER TABLE modes RENAME TO kept; CREATE VIEW modes AS SELECT target, \'dev\' AS mode FROM kept', 'modes'],
])('a backup with %s verifies, and is refused all the same: the store stays as it was', async (_, sql, named) => {
  const backup = openDatabase(await loadSqlite(), at('backup.db'))
  backup.script(sql)
  backup.close()
  expect((await verify(at('backup.db'))).ok).toBe(true)
  store.audit.append({ kind: 'test.entry', actor })
  const before = store.audit.checkpoint()
  store.close()
  await expect(restore(at('home'), at('backup.db'), { actor })).rejects.toMatchObject({ code: 'store-tampered', message: expect.stringContaining(named) })
  expect(readdirSync(at('home')).filter((name) => /incoming|replaced/.test(name))).toEqual([])
  store = await openStore(at('home'))
  expect(store.audit.checkpoint()).toEqual(before)
})

it('a backup that nobody touched is put back, also twice, and after modes and devices went their ways', async () => {
  inRecord('mode.raised', 'pulumi:shop/dev', 'read-only', 'dev')
  createDevices(store).revoke(device('A').id, actor)
  store.close()
  for (const file of ['backup.db', 'second.db']) {
    const restored = await restore(at('home'), at(file), { actor })
    ;({ store } = restored)
    const entry = store.audit.entry(restored.sequence)
    expect(entry).toMatchObject({ fields: { carried: file === 'backup.db' ? { revoked: [device('A').id], closed: ['pulumi:shop/dev'] } : { revoked: [], closed: [] } } })
    await store.backUp(at('second.db')).catch(() => undefined)
    store.close()
  }
  store = await openStore(at('home'))
  expect(createDevices(store).list().every(({ revokedAt }) => revokedAt !== undefined)).toBe(true)
})

it('another backup than the one that was shown is refused', async () => {
  const shown = store.audit.checkpoint()
  store.audit.append({ kind: 'test.entry', actor })
  await store.backUp(at('newer.db'))
  store.close()
  await expect(restore(at('home'), at('newer.db'), { actor }, shown)).rejects.toMatchObject({ code: 'store-tampered', message: expect.stringContaining('another one') })
  ;({ store } = await restore(at('home'), at('backup.db'), { actor }, shown))
})

it('a backup of a time when more was allowed raises no mode and opens no approving', async () => {
  const room = await workbench()
  const backup = path.join(folder, 'room.db')
  await room.store.backUp(backup)
  room.plans.mode(shop, 'read-only', room.ada.actor)
  room.store.database.run("UPDATE approving SET wrong_codes = 10, closed_at = '2026-11-23T12:00:00.000Z'")
  const home = path.dirname(room.store.path)
  await room.away(async () => { (await restore(home, backup, { actor })).store.close() })
  expect([room.plans.targets()[0]?.mode, room.plans.approving]).toEqual(['read-only', 'closed'])
  await expect(room.plans.propose(scale(3), {})).rejects.toMatchObject({ code: 'target-read-only' })
})
