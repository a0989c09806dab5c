import fs from 'node:fs'
import path from 'node:path'
import { verifierKeyText } from '../../shared/checkpoint.ts'
import { type Audit, type AuditInput, AuditLog } from './audit.ts'
import { carryOver, readCarried, type Carried } from './carried.ts'
import type { FileDatabase } from './database.ts'
import { isSystemError, StoreError } from './error.ts'
import { explainSystem } from './explain.ts'
import { realFiles } from './files.ts'
import { secureFolder } from './folder.ts'
import { loadAuditKey, readAuditKey } from './key.ts'
import { acquireLock } from './lock.ts'
import { migrate } from './migrations.ts'
import { openDatabase } from './open.ts'
import { loadSqlite } from './sqlite.ts'
import { type Store, openLocked } from './store.ts'
import { clearUnfinished, incomingOf, putInPlace } from './swap.ts'
import { type Verdict, verify } from './verify.ts'
import { refuseUnvouched } from './vouched.ts'

export interface Restored {
  /** Open, and owned by this process. */
  store: Store
  /** Where the store that was there before is kept; undefined when there was none. */
  replaced: string | undefined
  /** Of the entry `record.restored`. */
  sequence: number
}

/**
 * Puts a backup in the place of the store in `folder`, which no process may have open. What was there keeps another name.
 * The record goes back with it, which every witness notices. So the first thing on the restored record is an entry `record.restored` with
 * the sizes and roots of both, which a witness shows to its person (`restoreOf` in shared/witness.ts). What must not go back does not:
 * see `carried.ts`; and what the record doesn't vouch for is refused: see `vouched.ts`. All of this is done to a copy: it takes the store's
 * place when it is checked, complete and on the disk, or not at all.
 * @param entry who restored it, and by which approval
 * @param shown what the person was told that the backup holds: another one in its place is refused
 * Throws StoreError; then the store is the one that it was, unless the message says that the backup is in place.
 */
export async function restore(
  folder: string, backup: string, entry: Omit<AuditInput, 'kind'>, shown?: Pick<Verdict, 'size' | 'root'>,
): Promise<Restored> {
  const home = secureFolder(folder)
  const file = path.join(home, 'countersign.db')
  const incoming = incomingOf(file)
  const lock = await acquireLock(home)
  let sequence: number
  let replaced: string | undefined
  try {
    clearUnfinished(file)
    // Without the key that it is signed with, nothing could be added to it.
    const { verifier } = readAuditKey(path.join(home, 'audit.key'))
    copyIn(backup, incoming)
    // Our copy and not the backup, which lies where others may write: what is looked at is what is put there.
    const after = await verified(incoming, verifierKeyText(verifier), shown)
    const there = fs.existsSync(file)
    const before = there ? await verify(file) : undefined
    const carried = there ? await readCarried(file) : undefined
    sequence = await completed(home, incoming, entry, { before, after, carried })
    replaced = putInPlace(file, incoming)
  } catch (error) {
    try {
      clearUnfinished(file)
    } catch (late) {
      if (!isSystemError(late)) throw late // a disk that fails now is why it failed before; the next start clears it away
    } finally {
      lock.release()
    }
    throw explainSystem(error, file)
  }
  try {
    realFiles.syncFolder(home)
  } catch (error) {
    lock.release()
    throw inPlace(explainSystem(error, file), sequence)
  }
  const store = await openLocked(home, lock).catch((error: unknown) => { throw inPlace(error, sequence) })
  return { store, replaced, sequence }
}

/** Checks what the backup holds, carries over what must not go back, and puts it on its record. @returns the sequence of that entry */
async function completed(home: string, incoming: string, entry: Omit<AuditInput, 'kind'>, told: Told): Promise<number> {
  const database = openDatabase(await loadSqlite(), incoming)
  try {
    migrate(database)
    const audit = new AuditLog(database, loadAuditKey(home, database))
    await withBlank(`${incoming}.blank`, (blank) => { refuseUnvouched(database, audit, blank) })
    return recordRestore(database, audit, entry, told)
  } finally {
    database.close()
    // its transactions are over: nothing is in it
    fs.rmSync(`${incoming}-journal`, { force: true })
  }
}

/** The restore has taken place, and is on the record: nobody may take it for one that hasn't. */
function inPlace(error: unknown, sequence: number): StoreError {
  const [code, why] = error instanceof StoreError ? [error.code, error.message] : ['store-io' as const, String(error)]
  return new StoreError(code, `The backup is in place, and entry ${sequence} of its record says so; but then: ${why}`, 'Mend that, then start the daemon.', error)
}

function copyIn(backup: string, incoming: string): void {
  fs.copyFileSync(backup, incoming, fs.constants.COPYFILE_FICLONE)
  fs.chmodSync(incoming, 0o600)
  const descriptor = fs.openSync(incoming, 'r+')
  fs.fsyncSync(descriptor)
  fs.closeSync(descriptor)
}

async function verified(file: string, publicKey: string, shown: Pick<Verdict, 'size' | 'root'> | undefined): Promise<Verdict> {
  const verdict = await verify(file, { publicKey })
  if (!verdict.ok) {
    const message = `The backup does not verify, so nothing was changed. ${verdict.problem?.what ?? ''}`
    throw new StoreError('store-tampered', message.trim(), 'Use another backup.')
  }
  if (shown !== undefined && (shown.size !== verdict.size || shown.root !== verdict.root)) {
    throw new StoreError('store-tampered', 'The backup is another one by now than the one that was shown, so nothing was changed.', 'Run the command again.')
  }
  return verdict
}

/** A store as this version makes it, gone when `use` ends. */
async function withBlank(file: string, use: (blank: FileDatabase) => void): Promise<void> {
  const blank = openDatabase(await loadSqlite(), file)
  try {
    migrate(blank)
    use(blank)
  } finally {
    blank.close()
    for (const each of [file, `${file}-journal`]) fs.rmSync(each, { force: true })
  }
}

/** What the entry says of the two records. */
interface Told { readonly before: Verdict | undefined, readonly after: Verdict, readonly carried: Carried | undefined }

function recordRestore(
  database: FileDatabase, audit: Audit, entry: Omit<AuditInput, 'kind'>, { before, after, carried }: Told,
): number {
  return database.transaction(() => {
    const over = carried && carryOver(database, carried, new Date().toISOString())
    return audit.append({
      ...entry,
      kind: 'record.restored',
      fields: {
        ...(entry.fields === undefined ? {} : { why: entry.fields }),
        restored: { size: after.size, root: after.root },
        replaced: before === undefined ? null : { size: before.size, root: before.root, whole: before.ok },
        carried: carried === undefined || over === undefined ? null : { ...over, numbers: carried.numbers },
      },
    })
  }).sequence
}
