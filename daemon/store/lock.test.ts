import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acquireLock } from './lock.ts'

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

const locked = expect.objectContaining({ code: 'store-locked' })

describe.each(['socket', 'file'] as const)('a lock by %s', (kind) => {
  it.runIf(kind === 'file' || process.platform === 'linux')('has one owner at a time', async () => {
    const lock = await acquireLock(folder, kind)
    await expect(acquireLock(folder, kind)).rejects.toEqual(locked)
    lock.release()
    const again = await acquireLock(folder, kind)
    again.release()
  })

  it.runIf(kind === 'file' || process.platform === 'linux')('is free again when its owner was killed', async () => {
    const program = `import { acquireLock } from ${JSON.stringify(path.join(import.meta.dirname, 'lock.ts'))}
      await acquireLock(${JSON.stringify(folder)}, '${kind}'); console.log('locked'); setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    await Promise.race([once(other.stdout, 'data'), once(other, 'exit').then(() => Promise.reject(new Error('it ended by itself')))])
    await expect(acquireLock(folder, kind)).rejects.toThrow(`Process ${other.pid} has the store`)
    other.kill('SIGKILL')
    await once(other, 'exit')
    const lock = await acquireLock(folder, kind)
    lock.release()
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
})
