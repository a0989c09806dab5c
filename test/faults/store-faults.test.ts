import { describe, expect, it } from 'vitest'
import { seeded } from '../../daemon/engine/embedded/testing/seeded.ts'
import { StoreError } from '../../daemon/store/index.ts'
import { crash } from './store-crash.ts'
import { MemoryDisk } from './store-disk.ts'
import { powerLoss } from './store-power-loss.ts'
import { tamper } from './store-tamper.ts'
import { inspect, openTrial, work } from './store-workload.ts'

describe('the store on a disk that loses its power', () => {
  it('has every acknowledged entry, whole, at 300 moments', () => {
    const result = powerLoss(300, 7)
    expect(result.failures).toEqual([])
    expect(result.hot).toBeGreaterThan(50)
  })

  it('could not hide a disk that lies about what it made durable', () => {
    const result = powerLoss(100, 7, (disk) => {
      disk.files.sync = () => undefined
    })
    expect(result.failures.join('\n')).toMatch(/lost|damaged|doesn't open/)
  })
})

describe('the record in a file with a flipped bit', () => {
  it('verifies only if it reads as before, bit by bit', async () => {
    const result = await tamper(200, 7)
    expect(result.failures).toEqual([])
    expect(result.detected).toBeGreaterThan(50)
  })
})

describe('the store of a process that is killed', () => {
  it('has every acknowledged entry, and a record that verifies before the witness of the time before', async () => {
    expect(await crash(6, 7)).toMatchObject({ trials: 6, failures: [] })
  })
})

/** A store with a few transactions in it, for trials to begin with. */
const begun = (() => {
  const disk = new MemoryDisk()
  const store = openTrial(disk.files)
  for (let n = 0; n < 4; n += 1) work(store, seeded(4))
  store.close()
  return disk.visible()
})()

describe.each(['ENOSPC', 'EIO'])('the store on a disk that says %s', (code) => {
  /** Runs transactions over a disk that fails at the step `first`, if `broken` from then on. False once there is no such step. */
  function trial(first: number, broken: boolean, seed: number): boolean {
    const random = seeded(seed)
    const disk = new MemoryDisk(begun)
    const store = openTrial(disk.files)
    let steps = 0
    disk.failure = () => ((steps += 1) === first || (broken && steps > first) ? code : undefined)
    let kept = store.audit.size
    let unsure = false
    for (let n = 0; n < 3; n += 1) {
      try {
        work(store, random)
        kept = store.audit.size
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        expect(['store-full', 'store-io', 'store-unsure']).toContain(error.code)
        unsure ||= error.code === 'store-unsure'
        if (unsure) expect(error.code).toBe('store-unsure')
        // "Nothing was changed" has to be true.
        if (!unsure && !broken) expect(store.audit.size).toBe(kept)
      }
    }
    const failed = steps >= first
    disk.failure = () => undefined
    store.close()
    for (const image of [disk.visible(), disk.afterPowerLoss(random)]) {
      expect(inspect(new MemoryDisk(image).files, kept)).toBeUndefined()
    }
    return failed
  }

  it.each([
    ['once, at each step in turn, and goes on', false, 1],
    ['from a step on, and comes back whole', true, 3],
  ])('%s', (_what, broken, stride) => {
    let step = 1
    while (trial(step, broken, 1)) step += stride
    expect(step).toBeGreaterThan(20)
  })
})
