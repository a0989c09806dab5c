import { closeSync, constants, copyFileSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CommandError } from '../errors.ts'

/**
 * Replaces a file so that after a crash at any point there is either the old or the new content, whole: written beside it,
 * flushed, renamed over it, and the folder flushed too. Throws a CommandError that says that the old content is still there.
 */
export function writeDurably(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  const fresh = `${path}.${process.pid}.new`
  try {
    const file = openSync(fresh, 'w', 0o600)
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(fresh, path)
    syncFolder(dirname(path))
  } catch (error) {
    rmSync(fresh, { force: true })
    throw notWritten(path, error)
  }
}

/** The same without blocking the engine's other work; used for the state while a run goes on. */
export async function writeDurablyInBackground(path: string, content: string): Promise<void> {
  const fresh = `${path}.${process.pid}.new`
  let file: FileHandle | undefined
  try {
    file = await open(fresh, 'w', 0o600)
    await file.writeFile(content)
    await file.sync()
    await file.close()
    file = undefined
    await rename(fresh, path)
    const folder = await open(dirname(path), constants.O_RDONLY)
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (error) {
    await file?.close()
    await rm(fresh, { force: true })
    throw notWritten(path, error)
  }
}

/** Keeps the present content of `path` under `copy`, as a second name of the same file where the file system can. */
export function keepCopy(path: string, copy: string): void {
  const fresh = `${copy}.${process.pid}.new`
  rmSync(fresh, { force: true })
  try {
    linkSync(path, fresh)
  } catch (error) {
    if (isMissing(error)) return
    copyFileSync(path, fresh)
  }
  renameSync(fresh, copy)
  // Where both are names of one file already, after a save that failed, renaming does nothing.
  rmSync(fresh, { force: true })
}

export const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

function syncFolder(path: string): void {
  const folder = openSync(path, constants.O_RDONLY)
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

function notWritten(path: string, error: unknown): CommandError {
  const reason = error instanceof Error ? error.message : String(error)
  return new CommandError(`An IO error occurred while writing the new snapshot file: ${path} was left as it was (${reason}); free some space or mend its folder, then run the same command again`)
}
