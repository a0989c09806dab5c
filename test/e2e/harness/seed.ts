import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Names the folder of this run's seed for the tests, which run in processes of their own. */
const variable = 'COUNTERSIGN_TEST_SEED'

/** Before the end-to-end tests: a place for the seed, which the first test that needs it fills. After them: it goes. */
export default function setup(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'cs-seed-'))
  process.env[variable] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/**
 * The daemon's folder as it is after its very first start, with the sandbox's stacks deployed. Deploying them takes most of a start's
 * time, and is the same for each test: it is done once in a run, and copied.
 */
export interface Seed {
  /** Copies the seed into a folder that doesn't exist yet. */
  plant(home: string): void
  /** The sandbox's port when the stacks were deployed: their addresses hold it. */
  readonly sandboxPort: string
}

/** The seed of this run; `grow` makes it in a folder of its own, if there is none yet. Undefined outside of a run. */
export async function seedOfThisRun(grow: (home: string) => Promise<{ readonly sandboxPort: string }>): Promise<Seed | undefined> {
  const seeds = process.env[variable]
  if (seeds === undefined) return undefined
  // One for each of the processes that run tests side by side: no two of them have their sandbox on one port.
  const folder = path.join(seeds, process.env.VITEST_POOL_ID ?? '')
  const [home, about] = [path.join(folder, 'home'), path.join(folder, 'about.json')]
  if (!existsSync(about)) {
    const growing = path.join(folder, 'growing')
    rmSync(growing, { recursive: true, force: true })
    const grown = await grow(growing)
    renameSync(growing, home)
    writeFileSync(about, JSON.stringify(grown))
  }
  const { sandboxPort } = JSON.parse(readFileSync(about, 'utf8')) as { sandboxPort: string }
  return { sandboxPort, plant: (place) => cpSync(home, place, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true }) }
}
