import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { seeded } from '../../daemon/engine/embedded/testing/seeded.ts'
import { openStore } from '../../daemon/store/index.ts'
import { verify } from '../../daemon/store/verify.ts'
import { endAsked } from './ending.ts'

/** How often a process that writes the store was killed, and what was lost or damaged by it. */
export interface CrashResult {
  harness: 'store-crash'
  seed: number
  trials: number
  /** Killed in the middle of a transaction, so that there was a journal to play back. */
  hot: number
  /** Committed, and killed before it could say so. */
  unacknowledged: number
  /** In all stores together. */
  entries: number
  failures: string[]
}

const root = path.join(import.meta.dirname, '../..')
const HOT_JOURNAL = 'd9d505f920a163d7'
/**
 * So many kills see one store, each with a whole verification after it; then comes a fresh one. With a single store, ever longer, a
 * thousand trials would read it a thousand times.
 */
const TRIALS_OF_A_STORE = 25
/** How long a writer writes at most before it is killed, from its first line on. Milliseconds. */
const WRITES = 150

/** Lets processes write stores, kills each with signal 9 at a random moment, looks at what is left, and goes on with the same store. */
export async function crash(trials: number, seed: number, signal?: AbortSignal): Promise<CrashResult> {
  const result: CrashResult = { harness: 'store-crash', seed, trials: 0, hot: 0, unacknowledged: 0, entries: 0, failures: [] }
  const writer = await bundledWriter()
  const stores = Math.ceil(trials / TRIALS_OF_A_STORE)
  let next = 0
  // the seed of a store is its own, so that a failure is found again whoever worked on it
  const work = async (): Promise<void> => {
    while (next < stores && result.failures.length === 0 && !signal?.aborted) {
      const first = next++ * TRIALS_OF_A_STORE
      await oneStore(writer, first, Math.min(TRIALS_OF_A_STORE, trials - first), seeded(seed + first), result)
    }
  }
  await Promise.all(Array.from({ length: Math.min(os.availableParallelism(), stores) }, work))
  return result
}

/** The writer as one file: of a process that lives for a tenth of a second, reading TypeScript would be the most of its life. */
async function bundledWriter(): Promise<string> {
  // inside of the project, where sql.js is found
  const outfile = path.join(root, 'test/.artifacts/store-crash-writer.mjs')
  await build({
    entryPoints: [path.join(import.meta.dirname, 'store-crash-writer.ts')], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node22',
    packages: 'external', logLevel: 'warning',
  })
  return outfile
}

async function oneStore(writer: string, first: number, trials: number, random: () => number, result: CrashResult): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-crash-'))
  const startup = { milliseconds: 300 }
  let witness: string | undefined
  let entries = 0
  try {
    for (let trial = first + 1; trial <= first + trials && result.failures.length === 0; trial += 1) {
      const acknowledged = Math.max(entries, await killedWriter(writer, folder, random, startup))
      const journal = path.join(folder, 'countersign.db-journal')
      if (fs.existsSync(journal) && fs.readFileSync(journal).subarray(0, 8).toString('hex') === HOT_JOURNAL) result.hot += 1
      const fail = (what: string) => result.failures.push(`trial ${trial}: ${what}`)
      try {
        const store = await openStore(folder)
        const { size, checkpoint } = store.audit.checkpoint()
        const check = store.database.get<{ integrity_check: string }>('PRAGMA integrity_check')?.integrity_check
        store.close()
        if (check !== 'ok') fail(`damaged: ${check}`)
        if (size < acknowledged) fail(`lost: ${size} of ${acknowledged} acknowledged entries`)
        if (size > acknowledged) result.unacknowledged += 1
        const { ok, problem } = await verify(store.path, witness === undefined ? {} : { witness })
        if (!ok) fail(`the record is wrong: ${problem?.what}`)
        witness = checkpoint
        entries = size
      } catch (error) {
        fail(`it doesn't open: ${error instanceof Error ? error.message : String(error)}`)
      }
      result.trials += 1
    }
    result.entries += entries
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts a writer, kills it, and returns how many entries it had acknowledged. Learns how long a start takes as it goes. */
async function killedWriter(writer: string, folder: string, random: () => number, startup: { milliseconds: number }): Promise<number> {
  const begun = performance.now()
  const child = spawn(process.execPath, [writer, folder, String(Math.floor(random() * 2 ** 31))], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  let timer: NodeJS.Timeout | undefined
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  // Some are killed while they start or play back a journal, most while they write.
  const starting = random() < 0.15
  const later = random() * (starting ? startup.milliseconds * 1.2 : WRITES)
  const kill = () => (timer ??= setTimeout(() => child.kill('SIGKILL'), later))
  if (starting) kill()
  child.stdout.on('data', (chunk: Buffer) => {
    if (text === '') startup.milliseconds = (startup.milliseconds + performance.now() - begun) / 2
    text += chunk.toString()
    kill()
  })
  const [status] = await ended
  if (status !== null) throw new Error(`the writer ended by itself, with status ${status}`)
  // A line that was cut off may be half a number.
  return Number(text.split('\n').at(-2) ?? 0)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [trials = '1000', seed = '1'] = process.argv.slice(2)
  const result = await crash(Number(trials), Number(seed), endAsked())
  console.log(JSON.stringify(result))
  process.exitCode = result.failures.length === 0 ? 0 : 1
}
