import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { masked, readCheckpoint, readLocks } from './checkpoint.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'))
  mkdirSync(join(folder, '.pulumi', 'stacks', 'shop'), { recursive: true })
  mkdirSync(join(folder, '.pulumi', 'locks', 'organization', 'shop', 'dev'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))
const file = () => join(folder, '.pulumi', 'stacks', 'shop', 'dev.json')
const read = () => readCheckpoint(`file://${folder}`, 'shop', 'dev')

it('reads the official layout, with what is pending', () => {
  const resource = { urn: 'urn:a', type: 't', id: 'x', inputs: { a: 1 } }
  writeFileSync(file(), JSON.stringify({ version: 3, checkpoint: { stack: 's', latest: { manifest: { time: 'now' }, resources: [resource], pending_operations: [{ resource, type: 'creating' }] } } }))
  const state = read()
  expect(state).toMatchObject({ exists: true, time: 'now', resources: [resource], pending: [{ type: 'creating' }] })
  expect(state.digest).toBe(createHash('sha256').update(readFileSync(file())).digest('hex'))
})

it('is empty where there is none, and an error where it is damaged', () => {
  expect(read()).toMatchObject({ digest: 'empty', exists: false, resources: [] })
  for (const damaged of ['', '{', '{"version":2}', '[]']) {
    writeFileSync(file(), damaged)
    expect(read).toThrow(/can't be read; nothing was changed/)
  }
})

it('tells who holds a lock, and counts one that it can’t read', () => {
  const locks = join(folder, '.pulumi', 'locks', 'organization', 'shop', 'dev')
  writeFileSync(join(locks, 'a.json'), JSON.stringify({ pid: 7, username: 'ada', hostname: 'here', timestamp: '2026-01-01T00:00:00Z' }))
  writeFileSync(join(locks, 'b.json'), '{')
  expect(readLocks(`file://${folder}`, 'shop', 'dev').map(lock => lock.pid).toSorted()).toEqual([0, 7])
})

it('shows no secret and no provider code of a state', () => {
  const secret = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', ciphertext: 'v1:x' }
  expect(masked({ a: [{ b: secret }], __provider: 'code', c: null })).toEqual({ a: [{ b: '[secret]' }], c: null })
})
