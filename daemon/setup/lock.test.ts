import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { alone } from './lock.mjs'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'countersign-lock-'))
  file = path.join(folder, 'setup.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A process id that nobody has: that of a process which has just ended. */
const dead = (): number => spawnSync(process.execPath, ['-e', '']).pid

describe('setting up', () => {
  it('is done by one at a time: the second waits for the first, and is told who that is', async () => {
    const order: string[] = []
    const told: string[] = []
    let finish = (): void => undefined
    const first = alone(file, () => undefined, () => new Promise<void>((resolve) => {
      order.push('first begins')
      finish = () => { order.push('first ends'); resolve() }
    }))
    const second = alone(file, (holder) => { told.push(holder); finish() }, async () => { order.push('second') })
    await Promise.all([first, second])
    expect(order).toEqual(['first begins', 'first ends', 'second'])
    expect(told).toEqual([String(process.pid)])
  })

  it('leaves nothing behind, also when it fails', async () => {
    await expect(alone(file, () => undefined, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')
    expect(readdirSync(folder)).toEqual([])
  })

  it('goes on where the holder has died', async () => {
    writeFileSync(file, String(dead()))
    expect(await alone(file, () => undefined, async () => 'done')).toBe('done')
    expect(existsSync(file)).toBe(false)
  })

  it('goes on where the holder’s number belongs to another process by now', async () => {
    writeFileSync(file, String(process.ppid))
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(file, longAgo, longAgo)
    expect(await alone(file, () => undefined, async () => 'done')).toBe('done')
  })
})
