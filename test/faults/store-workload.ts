import { createPublicKey, hash, verify as verifySignature } from 'node:crypto'
import { AuditLog } from '../../daemon/store/audit.ts'
import type { FileDatabase } from '../../daemon/store/database.ts'
import type { Files } from '../../daemon/store/files.ts'
import { AuditKey } from '../../daemon/store/key.ts'
import { migrate } from '../../daemon/store/migrations.ts'
import { openDatabase } from '../../daemon/store/open.ts'
import { type Sqlite, loadSqlite } from '../../daemon/store/sqlite.ts'
import { type Verdict, Verification } from '../../daemon/store/verification.ts'

export const FILE = '/simulated/countersign.db'
const key = new AuditKey('countersign.local/faults', new Uint8Array(32).fill(9))
const sqlite: Sqlite = await loadSqlite()

/** The store on a simulated disk: what the daemon runs, but for the folder, the lock and the key file, which have tests of their own. */
export interface Trial {
  database: FileDatabase
  audit: AuditLog
  close(): void
}

export function openTrial(files: Files): Trial {
  const database = openDatabase(sqlite, FILE, files)
  try {
    migrate(database)
    database.transaction(() => {
      database.run('CREATE TABLE IF NOT EXISTS other (id INTEGER PRIMARY KEY, size INTEGER NOT NULL, content BLOB)')
      database.run('INSERT OR IGNORE INTO audit_log (one, origin, public_key) VALUES (1, ?, ?)', [key.verifier.name, key.verifier.publicKey])
    })
    const audit = new AuditLog(database, key, () => new Date(0))
    return { database, audit, close: () => database.close() }
  } catch (error) {
    database.close()
    throw error
  }
}

/** One transaction as the daemon's are: a few entries, now and then a large one, and rows of other rooms that come, change and go. */
export function work({ database, audit }: Trial, random: () => number): void {
  const upTo = (limit: number) => Math.floor(random() * limit)
  database.transaction(() => {
    for (let count = 1 + upTo(3); count > 0; count -= 1) {
      const text = 'x'.repeat(random() < 0.08 ? 7000 : upTo(500))
      audit.append({ kind: 'step.intent', actor: { person: 'Ada', device: 'd1', via: 'sidebar' }, plan: `p${upTo(9)}`, fields: { text } })
    }
    const size = random() < 0.1 ? 9000 : upTo(300)
    database.run('INSERT OR REPLACE INTO other (id, size, content) VALUES (?, ?, zeroblob(?))', [upTo(60), size, size])
    if (random() < 0.2) database.run('DELETE FROM other WHERE id > ?', [upTo(60)])
  })
}

const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.verifier.publicKey])
const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })

/** What is wrong with the store in these files, opened as after a crash; undefined when it is whole and has what was acknowledged. */
export function inspect(files: Files, acknowledged: number): string | undefined {
  const trial = openTrial(files)
  try {
    const integrity = trial.database.get<{ integrity_check: string }>('PRAGMA integrity_check')?.integrity_check
    if (integrity !== 'ok') return `damaged: ${integrity}`
    const torn = trial.database.get<{ count: number }>('SELECT count(*) AS count FROM other WHERE length(content) <> size')?.count
    if (torn !== 0) return 'a transaction is there in part'
    if (trial.audit.size < acknowledged) return `lost: ${trial.audit.size} of ${acknowledged} acknowledged entries`
  } finally {
    trial.close()
  }
  const { ok, problem } = verifyFiles(files)
  return ok ? undefined : `the record is wrong: ${problem?.what}`
}

function verifyFiles(files: Files): Verdict {
  const connection = sqlite.open(FILE, { files, readOnly: true })
  try {
    const trust = {
      key: key.verifier,
      merkleHash: (content: Uint8Array) => hash('sha256', content, 'buffer'),
      signed: (message: Uint8Array, signature: Uint8Array) => verifySignature(null, message, publicKey, signature),
    }
    return new Verification(connection, trust, []).verdict()
  } finally {
    connection.close()
  }
}
