import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { StoreError } from './error.ts'
import { explainSystem } from './explain.ts'

/**
 * Makes sure of a folder that only its owner can enter, and returns its real path. One that is too open is closed, as an `umask` or a
 * restored backup leaves it so; but never a folder that others share by intent (sticky, the home folder, the root).
 * Throws StoreError `store-permissions`, `store-read-only` or `store-full`.
 */
export function secureFolder(folder: string): string {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    const real = fs.realpathSync(folder)
    const found = fs.statSync(real)
    refuseForeignOwner(real, found.uid)
    if ((found.mode & 0o077) === 0) return real
    if ((found.mode & 0o1000) !== 0 || real === os.homedir() || real === path.parse(real).root) {
      throw new StoreError(
        'store-permissions',
        `Others use the folder ${real} as well, so the store can't be kept there; nothing was changed.`,
        'Set COUNTERSIGN_HOME to a folder of its own.',
      )
    }
    fs.chmodSync(real, 0o700)
    return real
  } catch (error) {
    throw explainSystem(error, folder)
  }
}

/** The same for a file in it, if it is there: a plain file of ours, made 0600. One that its owner may not write is refused and left so. */
export function secureFile(file: string): void {
  try {
    const found = fs.lstatSync(file, { throwIfNoEntry: false })
    if (found === undefined) return
    if (!found.isFile()) {
      throw new StoreError('store-permissions', `${file} is not a plain file, so it is not used; it was left as it is.`, 'Move it away.')
    }
    refuseForeignOwner(file, found.uid)
    if ((found.mode & 0o200) === 0) {
      throw new StoreError('store-read-only', `${file} can only be read; nothing was changed.`, `Make it writable: chmod 600 ${file}`)
    }
    if ((found.mode & 0o177) !== 0) fs.chmodSync(file, 0o600)
  } catch (error) {
    throw explainSystem(error, file)
  }
}

function refuseForeignOwner(file: string, owner: number): void {
  const self = process.getuid?.()
  if (self === undefined || owner === self) return
  throw new StoreError('store-permissions', `${file} belongs to another user (${owner}); it was left as it is.`, 'Use a folder of your own.')
}
