import fs from 'node:fs'
import path from 'node:path'
import { verifierKeyText } from '../../shared/checkpoint.ts'
import type { AuditInput } from './audit.ts'
import { carryOver, readCarried, type Carried } from './carried.ts'
import type { FileDatabase } from './database.ts'
import { StoreError } from './error.ts'
import { explainSystem } from './explain.ts'
import { realFiles } from './files.ts'
import { secureFolder } from './folder.ts'
import { readAuditKey } from './key.ts'
import { acquireLock } from './lock.ts'
import { migrate } from './migrations.ts'
import { openDatabase } from './open.ts'
import { loadSqlite } from './sqlite.ts'
import { type Store, openLocked } from './store.ts'
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
 * Puts a backup in the place of the store in `folder`, which no process may have open. What was there is moved aside and kept.
 * The record goes back with it, which every witness notices. So the first thing on the restored record is an entry `record.restored` with
 * the sizes and roots of both, which a witness shows to its person (`restoreOf` in shared/witness.ts). What must not go back does not:
 * see `carried.ts`; and what the record doesn't vouch for is refused: see `vouched.ts`.
 * @param entry who restored it, and by which approval
 * @param shown what the person was told that the backup holds: another one in its place is refused
 * Throws StoreError; then the store is the one that it was.
 */
export async function restore(
  folder: string, backup: string, entry: Omit<AuditInput, 'kind'>, shown?: Pick<Verdict, 'size' | 'root'>,
): Promise<Restored> {
  const home = secureFolder(folder)
  const file = path.join(home, 'countersign.db')
  const lock = await acquireLock(home)
  const incoming = `${file}.${process.pid}.incoming`
  let placed: { readonly replaced: string | undefined } | undefined
  let store: Store | undefined
  try {
    // Without the key that it is signed with, nothing could be added to it.
    const { verifier } = readAuditKey(path.join(home, 'audit.key'))
    copyIn(backup, incoming)
    // Our copy and not the backup, which lies where others may write: what is looked at is what is put there.
    const after = await verified(incoming, verifierKeyText(verifier), shown)
    const before = fs.existsSync(file) ? await verify(file) : undefined
    const replaced = before === undefined ? undefined : `${file}.replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    placed = { replaced }
    if (replaced !== undefined) moveAside(file, replaced)
    fs.renameSync(incoming, file)
    realFiles.syncFolder(home)
    const carried = replaced === undefined ? undefined : await readCarried(replaced)
    store = await openLocked(home, lock)
    await withBlank(incoming, (blank) => { if (store) refuseUnvouched(store.database, store.audit, blank) })
    const sequence = recordRestore(store, entry, { before, after, carried })
    return { store, replaced, sequence }
  } catch (error) {
    // A restore that is not on the record has not taken place.
    if (store === undefined) lock.release()
    else store.close()
    fs.rmSync(incoming, { force: true })
    if (placed !== undefined) putBack(file, placed.replaced)
    throw explainSystem(error, file)
  }
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

function moveAside(file: string, replaced: string): void {
  fs.renameSync(file, replaced)
  // It belongs to what was replaced: played back into the backup it would destroy it.
  if (fs.existsSync(`${file}-journal`)) fs.renameSync(`${file}-journal`, `${replaced}-journal`)
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

function recordRestore(
  { database, audit }: Store, entry: Omit<AuditInput, 'kind'>,
  { before, after, carried }: { before: Verdict | undefined, after: Verdict, carried: Carried | undefined },
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

function putBack(file: string, replaced: string | undefined): void {
  if (replaced !== undefined && !fs.existsSync(replaced)) return // it was never moved
  for (const each of [file, `${file}-journal`]) fs.rmSync(each, { force: true })
  if (replaced === undefined) return
  fs.renameSync(replaced, file)
  if (fs.existsSync(`${replaced}-journal`)) fs.renameSync(`${replaced}-journal`, `${file}-journal`)
}
