import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createDevices } from '../pairing/index.ts'
import { openStore, restore, verify } from './index.ts'

const actor = { person: 'Ada', device: 'd1', via: 'terminal' } as const
const device = { id: `device-${'A'.repeat(16)}` as never, publicKey: 'A'.repeat(43) as never, name: 'Laptop', person: 'Ada', origin: null }
let folder = ''
const at = (name: string) => path.join(folder, name)

/** A store in which a device was revoked since its backup was made. */
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'restore-'))
  const store = await openStore(at('begun'))
  createDevices(store).add(device)
  await store.backUp(at('backup.db'))
  createDevices(store).revoke(device.id, actor)
  store.audit.append({ kind: 'test.entry', actor })
  store.close()
})
afterAll(() => { fs.rmSync(folder, { recursive: true }) })
afterEach(() => { vi.restoreAllMocks() })

/** What changes something on the disk. */
const changing = [
  'copyFileSync', 'chmodSync', 'writeSync', 'writeFileSync', 'ftruncateSync', 'fsyncSync', 'fdatasyncSync', 'linkSync', 'renameSync', 'rmSync', 'unlinkSync',
] as const

/** The steps of all that follows, by name. The disk refuses the one of that index, or all from there on, as if the process were gone. */
function refusing(index: number, gone: boolean): string[] {
  const steps: string[] = []
  for (const name of changing) {
    const real = fs[name] as (...given: unknown[]) => unknown
    vi.spyOn(fs, name).mockImplementation(((...given: unknown[]) => {
      // the kernel's lock is given back however a process ends
      if (String(given[0]).endsWith('store.lock')) return Reflect.apply(real, fs, given)
      steps.push(`${name} ${typeof given[0] === 'string' ? path.basename(given[0]) : ''}`)
      if (steps.length - 1 === index || (gone && steps.length > index)) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
      return Reflect.apply(real, fs, given)
    }) as never)
  }
  return steps
}

/** How a restore ends over such a disk, and what is there after the next start. */
async function trial(index: number, gone: boolean) {
  fs.rmSync(at('home'), { recursive: true, force: true })
  fs.cpSync(at('begun'), at('home'), { recursive: true })
  const steps = refusing(index, gone)
  const told = await restore(at('home'), at('backup.db'), { actor })
    .then(({ store }) => { store.close(); return 'restored' }, (error: Error) => error.message)
  vi.restoreAllMocks()
  const store = await openStore(at('home'))
  const [newest] = store.audit.entries({ newest: true, limit: 1 })
  const found = { size: store.audit.size, restored: newest?.kind === 'record.restored', unfinished: store.unfinishedRestore }
  const revoked = createDevices(store).find(device.id)?.revokedAt !== undefined
  store.close()
  const names = fs.readdirSync(at('home')).filter(name => /incoming|replaced/.test(name) && !name.endsWith('-journal'))
  return { steps, told, found, revoked, names, whole: (await verify(at('home/countersign.db'))).ok }
}

/** Every step but those within a store that is made for its schema alone, of which some will do. */
async function chosen(): Promise<number[]> {
  const { steps } = await trial(Infinity, false)
  const [from, to] = [steps.findIndex(step => step.startsWith('fsyncSync')) + 1, steps.findIndex(step => step.endsWith('.blank'))]
  return steps.map((_, index) => index).filter(index => index < from || index >= to || index % 30 === 0)
}

it.each([[false], [true]])('a restore on a disk that fails (for good: %s) leaves the store from before or the restored one with its entry, and a start says which', async (gone) => {
  const before = await verify(at('begun/countersign.db'))
  const ends = new Set<string>()
  for (const index of await chosen()) {
    const { steps, told, found, revoked, names, whole } = await trial(index, gone)
    const where = `at ${index}: ${steps[index]}`
    expect([whole, revoked, where]).toEqual([true, true, where])
    if (found.restored) {
      expect([names.length, found.unfinished, where]).toEqual([1, false, where])
      expect(await verify(at(`home/${names[0]}`))).toEqual(before)
      expect(told).toMatch(/^restored$|is in place, and entry/)
    } else {
      expect([names, found.size, where]).toEqual([[], before.size, where])
      expect(told).not.toMatch(/^restored$|is in place, and entry/)
    }
    ends.add(`${found.restored ? 'restored' : 'before'}${found.unfinished ? ', unfinished' : ''}`)
  }
  expect([...ends].toSorted()).toEqual(gone ? ['before', 'before, unfinished', 'restored'] : ['before', 'restored'])
}, 300_000)
