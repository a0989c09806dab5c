import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { acquireLock } from './lock.ts'

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

const locked = expect.objectContaining({ code: 'store-locked' })

/** Abstract sockets are Linux's own. */
const kinds = process.platform === 'linux' ? (['socket', 'file'] as const) : (['file'] as const)

describe.each(kinds)('a lock by %s', (kind) => {
  it('has one owner at a time', async () => {
    const lock = await acquireLock(folder, kind)
    await expect(acquireLock(folder, kind)).rejects.toEqual(locked)
    lock.release()
    const again = await acquireLock(folder, kind)
    again.release()
  })
})

describe('a lock by file', () => {
  it('is not held by a process that got the number of a dead one', async () => {
    fs.writeFileSync(path.join(folder, 'store.lock'), JSON.stringify({ pid: process.pid, started: 'another time' }))
    const supported = fs.existsSync('/proc/self/stat')
    const attempt = acquireLock(folder, 'file')
    if (supported) (await attempt).release()
    else await expect(attempt).rejects.toEqual(locked)
  })

  it('is not held by what was written before the machine started', async () => {
    const file = path.join(folder, 'store.lock')
    fs.writeFileSync(file, JSON.stringify({ pid: process.ppid, started: null }))
    fs.utimesSync(file, 1000, 1000)
    const lock = await acquireLock(folder, 'file')
    lock.release()
  })

  it('lets exactly one of many take over a dead one', async () => {
    fs.writeFileSync(path.join(folder, 'store.lock'), '{"pid": 2147483646, "started": "1"}')
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => acquireLock(folder, 'file')))
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(fs.readdirSync(folder)).toEqual(['store.lock'])
  })

  it.each(['rmSync', 'renameSync', 'linkSync'] as const)('is never taken from who took it over first, just before %s', async (call) => {
    fs.writeFileSync(path.join(folder, 'store.lock'), '{"pid": 2147483646, "started": "1"}')
    const original = fs[call] as (...parameters: unknown[]) => void
    let other: Promise<unknown> | undefined
    let between = false
    const spy = vi.spyOn(fs, call).mockImplementation((...parameters: unknown[]) => {
      // another process gets in between, once, with everything that it does
      if (!between && fs.existsSync(path.join(folder, 'store.lock'))) {
        between = true
        other = acquireLock(folder, 'file')
      }
      original(...parameters)
    })
    const [own] = await Promise.allSettled([acquireLock(folder, 'file')])
    spy.mockRestore()
    const all = [own, ...await Promise.allSettled([other ?? Promise.reject(new Error('it never came to that'))])]
    expect(all.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1)
  })
})

describe('a lock that was released', () => {
  it.each(kinds)('is not released for its next owner by being released again (%s)', async (kind) => {
    const first = await acquireLock(folder, kind)
    first.release()
    const second = await acquireLock(folder, kind)
    first.release()
    await expect(acquireLock(folder, kind)).rejects.toThrow(/This process/)
    second.release()
  })
})
