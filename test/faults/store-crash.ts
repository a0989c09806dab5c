import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { seeded } from '../../daemon/engine/embedded/testing/seeded.ts'
import { openStore } from '../../daemon/store/index.ts'
import { verify } from '../../daemon/store/verify.ts'

/** How often a process that writes the store was killed, and what was lost or damaged by it. */
export interface CrashResult {
  harness: 'store-crash'
  seed: number
  trials: number
  /** Killed in the middle of a transaction, so that there was a journal to play back. */
  hot: number
  /** Committed, and killed before it could say so. */
  unacknowledged: number
  entries: number
  failures: string[]
}

const writer = path.join(import.meta.dirname, 'store-crash-writer.ts')
const HOT_JOURNAL = 'd9d505f920a163d7'

/** Lets a process write one store, kills it with signal 9 at a random moment, looks at what is left, and goes on with the same store. */
export async function crash(trials: number, seed: number): Promise<CrashResult> {
  const random = seeded(seed)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-crash-'))
  const result: CrashResult = { harness: 'store-crash', seed, trials: 0, hot: 0, unacknowledged: 0, entries: 0, failures: [] }
  let witness: string | undefined
  try {
    for (; result.trials < trials && result.failures.length === 0; result.trials += 1) {
      const acknowledged = Math.max(result.entries, await killedWriter(folder, random))
      const journal = path.join(folder, 'countersign.db-journal')
      if (fs.existsSync(journal) && fs.readFileSync(journal).subarray(0, 8).toString('hex') === HOT_JOURNAL) result.hot += 1
      const fail = (what: string) => result.failures.push(`trial ${result.trials + 1}: ${what}`)
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
        result.entries = size
      } catch (error) {
        fail(`it doesn't open: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return result
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts a writer, kills it, and returns how many entries it had acknowledged. */
async function killedWriter(folder: string, random: () => number): Promise<number> {
  const child = spawn(process.execPath, [writer, folder, String(Math.floor(random() * 2 ** 31))], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  let timer: NodeJS.Timeout | undefined
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  // Some are killed while they start or play back a journal, most while they write.
  const starting = random() < 0.15
  const later = random() * (starting ? 400 : 150)
  const kill = () => (timer ??= setTimeout(() => child.kill('SIGKILL'), later))
  if (starting) kill()
  child.stdout.on('data', (chunk: Buffer) => {
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
  const result = await crash(Number(trials), Number(seed))
  console.log(JSON.stringify(result))
  process.exitCode = result.failures.length === 0 ? 0 : 1
}
