import fs from 'node:fs'
import path from 'node:path'

/**
 * The few file operations that SQLite needs, each synchronous and each throwing what Node throws.
 * One interface, so that the fault harness can record every call or make any one of them fail; the daemon always uses `realFiles`.
 */
export interface Files {
  open(file: string, flags: number, mode: number): number
  close(descriptor: number): void
  /** Bytes read, 0 at the end of the file. */
  read(descriptor: number, buffer: Uint8Array, offset: number, length: number, position: number): number
  /** Bytes written; may be fewer than asked. */
  write(descriptor: number, buffer: Uint8Array, offset: number, length: number, position: number): number
  truncate(descriptor: number, size: number): void
  /** Returns when the bytes are on the disk; `dataOnly` leaves out times, never the length. */
  sync(descriptor: number, dataOnly: boolean): void
  size(descriptor: number): number
  exists(file: string): boolean
  remove(file: string): void
  /** Makes the creation or removal of a name durable. */
  syncFolder(folder: string): void
}

export const realFiles: Files = {
  // O_NOFOLLOW: a link that somebody put in the place of the store would send the record elsewhere.
  open: (file, flags, mode) => fs.openSync(file, flags | fs.constants.O_NOFOLLOW, mode),
  close: (descriptor) => fs.closeSync(descriptor),
  read: (descriptor, buffer, offset, length, position) => fs.readSync(descriptor, buffer, offset, length, position),
  write: (descriptor, buffer, offset, length, position) => fs.writeSync(descriptor, buffer, offset, length, position),
  truncate: (descriptor, size) => fs.ftruncateSync(descriptor, size),
  sync: (descriptor, dataOnly) => (dataOnly ? fs.fdatasyncSync : fs.fsyncSync)(descriptor),
  size: (descriptor) => fs.fstatSync(descriptor).size,
  exists: (file) => fs.existsSync(file),
  remove: (file) => fs.unlinkSync(file),
  syncFolder(folder) {
    const descriptor = fs.openSync(folder, 'r')
    try {
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
  },
}

/**
 * Writes a small file so that after a crash there is either none or all of it: a temporary name, fsync, rename, fsync of the folder.
 * The mode is set at creation: a key must not be readable by others even for a moment.
 */
export function writeDurably(file: string, content: string | Uint8Array, mode = 0o600): void {
  const temporary = `${file}.${process.pid}.new`
  fs.rmSync(temporary, { force: true })
  const descriptor = fs.openSync(temporary, 'wx', mode)
  try {
    fs.writeFileSync(descriptor, content)
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
  fs.renameSync(temporary, file)
  realFiles.syncFolder(path.dirname(file))
}
