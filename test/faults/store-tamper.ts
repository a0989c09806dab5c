import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fileURLToPath } from 'node:url'
import { seeded } from '../../daemon/engine/embedded/testing/seeded.ts'
import { openStore, verify } from '../../daemon/store/index.ts'
import { SqliteError, type Value, loadSqlite } from '../../daemon/store/sqlite.ts'

/** How many bits of a store were flipped, one at a time, and what `verify` made of each file without a witness. */
export interface TamperResult {
  harness: 'store-tamper'
  seed: number
  flips: number
  detected: number
  /** What is recorded is read as before: free space, an index, a table that is no record. */
  harmless: number
  failures: string[]
}

const sqlite = await loadSqlite()

/** Makes a record of 300 entries and flips `flips` bits of its file. */
export async function tamper(flips: number, seed: number): Promise<TamperResult> {
  const random = seeded(seed)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-tamper-'))
  const result: TamperResult = { harness: 'store-tamper', seed, flips: 0, detected: 0, harmless: 0, failures: [] }
  try {
    const store = await openStore(path.join(folder, 'home'))
    store.database.transaction(() => {
      for (let n = 0; n < 300; n += 1) {
        store.audit.append({ kind: 'step.intent', actor: { person: 'Ada', device: 'd1', via: 'sidebar' }, plan: `p${n % 7}`, fields: { n } })
      }
    })
    store.close()
    const bytes = fs.readFileSync(store.path)
    const genuine = recorded(store.path)
    const file = path.join(folder, 'home', 'flipped.db')
    for (; result.flips < flips && result.failures.length < 5; result.flips += 1) {
      const [at, bit] = [Math.floor(random() * bytes.length), Math.floor(random() * 8)]
      fs.writeFileSync(file, bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit)))
      const { ok } = await verify(file)
      if (!ok) result.detected += 1
      else if (isDeepStrictEqual(recorded(file), genuine)) result.harmless += 1
      else result.failures.push(`bit ${bit} of byte ${at}`)
    }
    return result
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Every entry, its hashes and every checkpoint, as SQLite reads them. */
function recorded(file: string): Record<string, Value>[][] | string {
  const connection = sqlite.open(file, { readOnly: true })
  try {
    return ['sequence, hashes, entry FROM audit_entries', '* FROM audit_checkpoints'].map((what) => {
      const statement = connection.prepare(`SELECT ${what} NOT INDEXED`)
      try {
        return statement.rows([], Infinity)
      } finally {
        statement.finalize()
      }
    })
  } catch (error) {
    if (error instanceof SqliteError) return error.message
    throw error
  } finally {
    connection.close()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [flips = '10000', seed = '1'] = process.argv.slice(2)
  const result = await tamper(Number(flips), Number(seed))
  console.log(JSON.stringify(result))
  process.exitCode = result.failures.length === 0 ? 0 : 1
}
