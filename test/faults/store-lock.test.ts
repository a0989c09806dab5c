import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../../daemon/store/index.ts'
import { acquireLock } from '../../daemon/store/lock.ts'

const room = path.resolve(import.meta.dirname, '../../daemon/store')
let folder: string
const started: ChildProcess[] = []

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'))
})
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  fs.rmSync(folder, { recursive: true })
})

/** Runs a program that stays, and waits for its first line. */
async function start(program: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', `${program}; setInterval(() => {}, 1000)`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.push(child)
  const line = once(child.stdout, 'data').then(([chunk]) => String(chunk).trim())
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('it ended by itself')))
  return { child, line: await Promise.race([line, ended]) }
}

const take = (kind: string) => `import { acquireLock } from ${JSON.stringify(path.join(room, 'lock.ts'))}
  await acquireLock(${JSON.stringify(folder)}, '${kind}').then(() => console.log('locked'), (error) => console.log(error.code))`
const open = () => `import { openStore } from ${JSON.stringify(path.join(room, 'index.ts'))}
  await openStore(${JSON.stringify(folder)}); console.log('open')`

/** Abstract sockets are Linux's own. */
const kinds = process.platform === 'linux' ? (['socket', 'file'] as const) : (['file'] as const)

describe.each(kinds)('a lock by %s', (kind) => {
  it('is held while its owner lives, and free when that was killed', async () => {
    const { child } = await start(take(kind))
    await expect(acquireLock(folder, kind)).rejects.toThrow(`Process ${child.pid} has the store`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = await acquireLock(folder, kind)
    lock.release()
  })

  it('has one owner of six processes that start at once over a dead one', async () => {
    const { child } = await start(take(kind))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const answers = await Promise.all(Array.from({ length: 6 }, () => start(take(kind))))
    expect(answers.map(({ line }) => line).toSorted()).toEqual(['locked', ...Array<string>(5).fill('store-locked')])
  })
})

describe('the store', () => {
  it('refuses a second daemon by naming the first, and opens once that was killed', async () => {
    const { child } = await start(open())
    await expect(openStore(folder)).rejects.toThrow(`Process ${child.pid} has the store`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const store = await openStore(folder)
    store.close()
  })
})
