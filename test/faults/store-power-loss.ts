import { fileURLToPath } from 'node:url'
import { seeded } from '../../daemon/engine/embedded/testing/seeded.ts'
import { type Image, MemoryDisk } from './store-disk.ts'
import { inspect, openTrial, work } from './store-workload.ts'

/** How many moments of a power failure were tried, and in how many the store was damaged or had lost what it had acknowledged. */
export interface PowerLossResult {
  harness: 'store-power-loss'
  seed: number
  states: number
  transactions: number
  steps: number
  /** States with a journal to play back: moments in the middle of a transaction. */
  hot: number
  failures: string[]
}

const HOT_JOURNAL = 'd9d505f920a163d7'

/**
 * Cuts the power at `states` moments of runs of transactions, from the making of the file on.
 * @param broken makes the disk worse than real ones are, to see that the harness notices
 */
export function powerLoss(states: number, seed: number, broken?: (disk: MemoryDisk) => void): PowerLossResult {
  const random = seeded(seed)
  const result: PowerLossResult = { harness: 'store-power-loss', seed, states: 0, transactions: 0, steps: 0, hot: 0, failures: [] }
  while (result.states < states && result.failures.length < 5) {
    const disk = new MemoryDisk()
    broken?.(disk)
    let acknowledged = 0
    const images: { image: Image; acknowledged: number; after: string }[] = []
    disk.afterStep = (after) => {
      result.steps += 1
      if (random() < 0.5) images.push({ image: disk.afterPowerLoss(random), acknowledged, after })
    }
    const look = () => {
      for (const { image, acknowledged: expected, after } of images.splice(0)) {
        if (result.states >= states) return
        result.states += 1
        const journal = [...image].find(([name]) => name.endsWith('-journal'))?.[1]
        if (journal !== undefined && Buffer.from(journal.subarray(0, 8)).toString('hex') === HOT_JOURNAL) result.hot += 1
        const wrong = attempt(() => inspect(new MemoryDisk(image).files, expected))
        if (wrong !== undefined) result.failures.push(`state ${result.states}, after ${after}: ${wrong}`)
      }
    }
    // Inspection needs the name that the trial has: take images during a transaction, close, inspect, open again as after a restart.
    for (let transaction = 0; transaction < 60 && result.states < states; transaction += 6) {
      const trial = openTrial(disk.files)
      for (let n = 0; n < 6; n += 1) {
        work(trial, random)
        acknowledged = trial.audit.size
        result.transactions += 1
      }
      trial.close()
      look()
    }
  }
  return result
}

function attempt(inspection: () => string | undefined): string | undefined {
  try {
    return inspection()
  } catch (error) {
    return `it doesn't open: ${error instanceof Error ? error.message : String(error)}`
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [states = '10000', seed = '1'] = process.argv.slice(2)
  const result = powerLoss(Number(states), Number(seed))
  console.log(JSON.stringify(result))
  process.exitCode = result.failures.length === 0 ? 0 : 1
}
