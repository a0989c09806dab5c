import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { canonical, toBytes, type Json } from '../../shared/canonical.ts'
import { advance, openCheckpoint, restoreOf } from '../../shared/witness.ts'
import { openStore } from '../store/index.ts'
import type { Invocation } from './command.ts'
import { keepIdentity, newDeviceKey } from './identity.ts'
import { putBack } from './restore.ts'

let home = ''
let said: string[] = []
let publicKey: CryptoKey
const actor = { person: 'Ada', device: 'd1', via: 'terminal' }
/** A person who types what `typing` makes of the question. */
const at = (typing: (question: string) => string, interactive = true): Invocation => ({
  words: [], options: {}, json: false, home, print: () => undefined, tell: line => { said.push(line) },
  input: { interactive, next: (question: string) => Promise.resolve(typing(question)), close: () => undefined } as unknown as Invocation['input'],
})
const theCode = (question: string) => /(\d{3} \d{3})/.exec(question)?.[1] ?? ''

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'countersign-restore-'))
  said = []
  const { pair, privateKey } = await newDeviceKey()
  publicKey = pair.publicKey
  keepIdentity(home, { authority: '127.0.0.1:9040', deviceId: 'device-adaadaadaadaadaa' as never, daemonPublicKey: 'A'.repeat(43) as never, privateKey })
})
afterEach(() => rmSync(home, { recursive: true }))

async function withBackup() {
  const store = await openStore(home)
  for (let n = 0; n < 3; n++) store.audit.append({ kind: 'test.entry', actor })
  const backup = path.join(home, 'backup.db')
  await store.backUp(backup)
  for (let n = 0; n < 4; n++) store.audit.append({ kind: 'test.later', actor })
  const { checkpoint } = store.audit.checkpoint()
  store.close()
  return { backup, checkpoint }
}

it('puts a backup back with a code and a signature, and the record says so where every witness finds it', async () => {
  const { backup, checkpoint } = await withBackup()
  const { text } = await putBack(backup, at(theCode)) as { text: string }
  expect(text).toContain('The backup of 3 entries is in place; entry 3 says so')
  expect(said.join(' ')).toContain('has 7 entries')
  const store = await openStore(home)
  const { audit } = store
  const entry = audit.entry(3)!
  expect(entry).toMatchObject({ kind: 'record.restored', actor: { device: 'device-adaadaadaadaadaa' }, fields: { restored: { size: 3 }, replaced: { size: 7, whole: true } } })
  const { statement, signature } = (entry.fields as { why: { statement: Json, signature: string } }).why
  expect(await crypto.subtle.verify('Ed25519', publicKey, new Uint8Array(Buffer.from(signature, 'base64')), toBytes(canonical(statement)))).toBe(true)
  const next = audit.checkpoint()
  await expect(advance(checkpoint, next.checkpoint, audit.publicKey, [])).rejects.toMatchObject({ code: 'history-changed' })
  const [seen, now] = [await openCheckpoint(checkpoint, audit.publicKey), await openCheckpoint(next.checkpoint, audit.publicKey)]
  expect(restoreOf(seen, now, { bytes: audit.bytes(3).text, inclusion: audit.inclusionProof(3, next.size) })).toBe(true)
  store.close()
})

it.each([
  ['a wrong code', at(() => '000 00'), 'restore-cancelled'], ['no person at a terminal', at(theCode, false), 'restore-unattended'],
])('changes nothing with %s', async (_name, invocation, code) => {
  const { backup } = await withBackup()
  await expect(putBack(backup, { ...invocation, home })).rejects.toMatchObject({ code })
  const store = await openStore(home)
  expect(store.audit.size).toBe(7)
  store.close()
})

it('changes nothing while a daemon has the store', async () => {
  const { backup } = await withBackup()
  const store = await openStore(home)
  await expect(putBack(backup, at(theCode))).rejects.toMatchObject({ code: 'store-locked' })
  expect(store.audit.size).toBe(7)
  store.close()
})
