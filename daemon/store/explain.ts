import { StoreError, isSystemError } from './error.ts'
import { type SqliteError, result } from './sqlite.ts'

/** What a failed statement means, without the values that were bound to it. */
export function explain(error: SqliteError): StoreError {
  const system = isSystemError(error.cause) ? ` (${error.cause.code})` : ''
  if (error.result === result.cannotOpen && error.cause !== undefined) {
    const refused = explainSystem(error.cause, 'The store')
    if (refused instanceof StoreError) return refused
  }
  switch (error.result) {
    case result.full:
      return new StoreError('store-full', `The disk is full${system}; nothing was changed.`, 'Free some space, then try again.', error)
    case result.readOnly:
      return new StoreError('store-read-only', 'The store can only be read; nothing was changed.', 'Make the file and its disk writable.', error)
    case result.corrupt:
      return new StoreError(
        'store-corrupt',
        'The store is damaged; the file was left as it is.',
        'Keep a copy of it, then restore a backup, or look at it with `countersign audit verify FILE`.',
        error,
      )
    case result.foreign:
      return new StoreError('store-foreign', 'The file is not a store of Countersign; it was left as it is.', 'Move it away, or use another folder.', error)
    case result.constraint:
      return new StoreError('store-constraint', `The store refused a row: ${error.message}.`, 'Nothing was changed.', error)
    case result.noMemory:
      return new StoreError('store-io', 'The store ran out of memory; nothing was changed.', 'Start the daemon again.', error)
    case result.io:
    case result.cannotOpen:
      return new StoreError('store-io', `The disk failed${system}; nothing was changed.`, 'Check the disk, then try again.', error)
    default:
      return new StoreError('store-statement', `The store refused a statement: ${error.message}.`, 'Nothing was changed.', error)
  }
}

/** What the operating system's refusal means for the store. */
export function explainSystem(error: unknown, file: string): unknown {
  if (!isSystemError(error) || error instanceof StoreError) return error
  switch (error.code) {
    case 'EROFS':
      return new StoreError('store-read-only', `${file} is on a disk that can only be read; nothing was changed.`, 'Use another folder.', error)
    case 'EACCES':
    case 'EPERM':
      return new StoreError('store-permissions', `${file} can't be opened by this user; nothing was changed.`, 'Use a folder of your own.', error)
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ELOOP':
      return new StoreError('store-permissions', `${file} is not a folder of its own; nothing was changed.`, 'Use another folder.', error)
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreError('store-full', `The disk of ${file} is full; nothing was changed.`, 'Free some space, then try again.', error)
    default:
      return new StoreError('store-io', `The disk failed at ${file} (${error.code}); nothing was changed.`, 'Check the disk, then try again.', error)
  }
}
