import fs from 'node:fs'
import path from 'node:path'
import { verifierKeyText } from '../../shared/checkpoint.ts'
import type { AuditInput } from './audit.ts'
import { carryOver, readCarried } from './carried.ts'
import { StoreError } from './error.ts'
import { explainSystem } from './explain.ts'
import { realFiles } from './files.ts'
import { secureFolder } from './folder.ts'
import { readAuditKey } from './key.ts'
import { acquireLock } from './lock.ts'
import { type Store, openLocked } from './store.ts'
import { type Verdict, verify } from './verify.ts'

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
 * see `carried.ts`.
 * @param entry who restored it, and by which approval
 * Throws StoreError; then the store is the one that it was.
 */
export async function restore(folder: string, backup: string, entry: Omit<AuditInput, 'kind'>): Promise<Restored> {
  const home = secureFolder(folder)
  const file = path.join(home, 'countersign.db')
  const lock = await acquireLock(home)
  let replaced: string | undefined
  let before: Verdict | undefined
  let after: Verdict
  try {
    // Without the key that it is signed with, nothing could be added to it.
    const { verifier } = readAuditKey(path.join(home, 'audit.key'))
    after = await verify(backup, { publicKey: verifierKeyText(verifier) })
    if (!after.ok) {
      const message = `The backup does not verify, so nothing was changed. ${after.problem?.what ?? ''}`
      throw new StoreError('store-tampered', message.trim(), 'Use another backup.')
    }
    before = fs.existsSync(file) ? await verify(file) : undefined
    const incoming = `${file}.${process.pid}.incoming`
    fs.copyFileSync(backup, incoming, fs.constants.COPYFILE_FICLONE)
    fs.chmodSync(incoming, 0o600)
    const descriptor = fs.openSync(incoming, 'r+')
    fs.fsyncSync(descriptor)
    fs.closeSync(descriptor)
    if (before !== undefined) {
      replaced = `${file}.replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
      fs.renameSync(file, replaced)
      // It belongs to what was replaced: played back into the backup it would destroy it.
      if (fs.existsSync(`${file}-journal`)) fs.renameSync(`${file}-journal`, `${replaced}-journal`)
    }
    fs.renameSync(incoming, file)
    realFiles.syncFolder(home)
  } catch (error) {
    putBack(file, replaced)
    lock.release()
    throw explainSystem(error, file)
  }
  let store: Store | undefined
  try {
    const carried = replaced === undefined ? undefined : await readCarried(replaced)
    const opened = await openLocked(home, lock)
    store = opened
    const { sequence } = opened.database.transaction(() => {
      const revoked = carried === undefined ? [] : carryOver(opened.database, carried)
      return opened.audit.append({
        ...entry,
        kind: 'record.restored',
        fields: {
          ...(entry.fields === undefined ? {} : { why: entry.fields }),
          restored: { size: after.size, root: after.root },
          replaced: before === undefined ? null : { size: before.size, root: before.root, whole: before.ok },
          carried: carried === undefined ? null : { revoked, numbers: carried.numbers },
        },
      })
    })
    return { store, replaced, sequence }
  } catch (error) {
    // A restore that is not on the record has not taken place.
    if (store === undefined) lock.release()
    else store.close()
    putBack(file, replaced)
    throw error
  }
}

function putBack(file: string, replaced: string | undefined): void {
  if (replaced === undefined || !fs.existsSync(replaced)) return
  fs.rmSync(`${file}-journal`, { force: true })
  fs.renameSync(replaced, file)
  if (fs.existsSync(`${replaced}-journal`)) fs.renameSync(`${replaced}-journal`, `${file}-journal`)
}
