import fs from 'node:fs'
import path from 'node:path'
import {
  CANNOT_OPEN,
  DELETE_ABSENT,
  DELETE_FAILED,
  FOLDER_SYNC_FAILED,
  FULL,
  NOT_FOUND,
  OK,
  OPEN_CREATE,
  OPEN_EXCLUSIVE,
  OPEN_READ_ONLY,
  OPEN_READ_WRITE,
  POWERSAFE_OVERWRITE,
  READ_FAILED,
  SHORT_READ,
  STAT_FAILED,
  SYNC_DATA_ONLY,
  SYNC_FAILED,
  TRUNCATE_FAILED,
  VFS_ACCESS,
  VFS_DELETE,
  VFS_FILE_SIZE,
  VFS_FULL_PATHNAME,
  VFS_NAME,
  VFS_OPEN,
  WRITE_FAILED,
} from './codes.ts'
import type { Files } from './files.ts'
import type { Machine } from './machine.ts'

interface OpenFile {
  descriptor: number
  name: string
  files: Files
  /** Its name is not durable until the folder is synced as well. */
  created: boolean
}

interface Mount {
  files: Files
  readOnly: boolean
}

/**
 * Puts chosen database files of a stock sql.js on real file descriptors, by replacing four functions of SQLite's built-in "unix" VFS.
 * Everything that isn't mounted (temporary files) stays in Emscripten's memory.
 *
 * Locks are no-ops: exactly one process and one connection may open a mounted file, which `lock.ts` sees to.
 * `sync` is a real fsync, so a COMMIT that returned is on the disk. sql.js's own `export()` is a whole-file image and never used.
 */
export class FileVfs {
  /** What the operating system said last; SQLite's own result code has lost it. */
  lastError: unknown
  readonly #machine: Machine
  readonly #mounts = new Map<string, Mount>()
  readonly #open = new Map<number, OpenFile>()
  #nextFile = 1

  /** @param vfs address of the `sqlite3_vfs` to change, which must be SQLite's "unix" */
  constructor(machine: Machine, vfs: number) {
    this.#machine = machine
    // Function pointers of another build would be garbage: better no store than a wrong one.
    if (machine.text(machine.getWord(vfs + VFS_NAME)) !== 'unix' || machine.getWord(vfs + VFS_FILE_SIZE) < 8) {
      throw new Error('this build of sql.js lays out its VFS differently: the store works with the pinned version only')
    }
    this.#replaceFunctions(vfs, this.#fileMethods())
  }

  /** Makes `file` (absolute) a real file for the next open. Throws when it is mounted already: a second connection would corrupt it. */
  mount(file: string, files: Files, readOnly: boolean): void {
    if (this.#mounts.has(file)) throw new Error('this file is already open in this process')
    this.#mounts.set(file, { files, readOnly })
  }

  unmount(file: string): void {
    this.#mounts.delete(file)
  }

  /**
   * SQLite's file change counter (bytes 24–27 of the file), straight from the disk. In rollback-journal mode every committed
   * transaction moves it: that tells whether a COMMIT that threw took place. https://www.sqlite.org/fileformat2.html#file_change_counter
   */
  changeCounter(file: string): number {
    for (const open of this.#open.values()) {
      if (open.name !== file) continue
      const counter = new Uint8Array(4)
      const got = open.files.read(open.descriptor, counter, 0, 4, 24)
      return got === 4 ? new DataView(counter.buffer).getUint32(0) : 0
    }
    throw new Error('the file is not open')
  }

  #mountOf(name: string): Mount | undefined {
    return this.#mounts.get(name) ?? this.#mounts.get(name.replace(/-(journal|wal)$/, ''))
  }

  /** Runs a file operation and turns what it throws into a result code; a full disk is told apart, as SQLite can go on after it. */
  #guard(failed: number, work: () => number | void): number {
    try {
      return work() ?? OK
    } catch (error) {
      this.lastError = error
      const code = (error as NodeJS.ErrnoException).code
      return code === 'ENOSPC' || code === 'EDQUOT' ? FULL : failed
    }
  }

  /** A `sqlite3_file` is two words here: its methods, and our number for it. */
  #file(address: number): OpenFile {
    const open = this.#open.get(this.#machine.getWord(address + 4))
    if (open === undefined) throw new Error('SQLite used a file that is not open')
    return open
  }

  /** Builds a `struct sqlite3_io_methods` (version 1) and returns its address. https://www.sqlite.org/c3ref/io_methods.html */
  #fileMethods(): number {
    const methods: readonly [signature: string, work: (...parameters: never[]) => number][] = [
      ['ii', (file: number) => this.#close(file)],
      ['iiiij', (file: number, buffer: number, length: number, position: bigint) => this.#read(file, buffer, length, Number(position))],
      ['iiiij', (file: number, buffer: number, length: number, position: bigint) => this.#write(file, buffer, length, Number(position))],
      ['iij', (file: number, size: bigint) => this.#guard(TRUNCATE_FAILED, () => this.#truncate(file, Number(size)))],
      ['iii', (file: number, flags: number) => this.#guard(SYNC_FAILED, () => this.#sync(file, flags))],
      ['iii', (file: number, out: number) => this.#guard(STAT_FAILED, () => this.#size(file, out))],
      ['iii', () => OK], // xLock
      ['iii', () => OK], // xUnlock
      ['iii', (_file: number, out: number) => (this.#machine.putWord(out, 0), OK)], // xCheckReservedLock
      ['iiii', () => NOT_FOUND], // xFileControl
      ['ii', () => 4096], // xSectorSize
      ['ii', () => POWERSAFE_OVERWRITE], // xDeviceCharacteristics, as SQLite's own unix VFS says
    ]
    const address = this.#machine.functions._malloc(4 * (methods.length + 1))
    this.#machine.putWord(address, 1)
    methods.forEach(([signature, work], index) => {
      this.#machine.putWord(address + 4 * (index + 1), this.#machine.functions.addFunction(work, signature))
    })
    return address
  }

  #close(file: number): number {
    const open = this.#file(file)
    this.#open.delete(this.#machine.getWord(file + 4))
    this.#machine.putWord(file, 0)
    return this.#guard(OK, () => open.files.close(open.descriptor))
  }

  #read(file: number, buffer: number, length: number, position: number): number {
    return this.#guard(READ_FAILED, () => {
      const { files, descriptor } = this.#file(file)
      let got = 0
      while (got < length) {
        const more = files.read(descriptor, this.#machine.bytes, buffer + got, length - got, position + got)
        if (more === 0) break
        got += more
      }
      if (got === length) return OK
      this.#machine.bytes.fill(0, buffer + got, buffer + length) // SQLite relies on zeros past the end
      return SHORT_READ
    })
  }

  #write(file: number, buffer: number, length: number, position: number): number {
    return this.#guard(WRITE_FAILED, () => {
      const { files, descriptor } = this.#file(file)
      for (let done = 0; done < length; ) {
        const more = files.write(descriptor, this.#machine.bytes, buffer + done, length - done, position + done)
        if (more === 0) throw new Error('the disk took no byte')
        done += more
      }
    })
  }

  #truncate(file: number, size: number): void {
    const { files, descriptor } = this.#file(file)
    files.truncate(descriptor, size)
  }

  #sync(file: number, flags: number): void {
    const open = this.#file(file)
    open.files.sync(open.descriptor, (flags & SYNC_DATA_ONLY) !== 0)
    if (open.created) {
      open.files.syncFolder(path.dirname(open.name))
      open.created = false
    }
  }

  #size(file: number, out: number): void {
    const { files, descriptor } = this.#file(file)
    const size = files.size(descriptor)
    this.#machine.view.setBigInt64(out, BigInt(size), true)
  }

  #replaceFunctions(vfs: number, methods: number): void {
    type Original = (...parameters: number[]) => number
    const replace = (offset: number, signature: string, make: (original: Original) => (...parameters: never[]) => number) => {
      const original = this.#machine.table.get(this.#machine.getWord(vfs + offset)) as Original
      this.#machine.putWord(vfs + offset, this.#machine.functions.addFunction(make(original), signature))
    }
    replace(VFS_OPEN, 'iiiiii', (original) => (self: number, zName: number, file: number, flags: number, outFlags: number) => {
      const name = this.#machine.text(zName)
      const mount = this.#mountOf(name)
      if (mount === undefined) return original(self, zName, file, flags, outFlags)
      return this.#openFile(name, mount, file, flags, outFlags, methods)
    })
    replace(VFS_DELETE, 'iiii', (original) => (self: number, zName: number, syncFolder: number) => {
      const name = this.#machine.text(zName)
      const mount = this.#mountOf(name)
      return mount === undefined ? original(self, zName, syncFolder) : this.#remove(name, mount, syncFolder !== 0)
    })
    replace(VFS_ACCESS, 'iiiii', (original) => (self: number, zName: number, flags: number, out: number) => {
      const name = this.#machine.text(zName)
      const mount = this.#mountOf(name)
      if (mount === undefined) return original(self, zName, flags, out)
      this.#machine.putWord(out, mount.files.exists(name) ? 1 : 0)
      return OK
    })
    // Emscripten would look for it in its memory.
    replace(VFS_FULL_PATHNAME, 'iiiii', (original) => (self: number, zName: number, length: number, out: number) => {
      const name = this.#machine.text(zName)
      if (this.#mountOf(name) === undefined) return original(self, zName, length, out)
      const bytes = Buffer.from(`${name}\0`)
      if (bytes.length > length) return CANNOT_OPEN
      this.#machine.bytes.set(bytes, out)
      return OK
    })
  }

  #openFile(name: string, mount: Mount, file: number, flags: number, outFlags: number, methods: number): number {
    this.#machine.putWord(file, 0) // no methods yet: SQLite must not close what failed to open
    return this.#guard(CANNOT_OPEN, () => {
      const { files, readOnly } = mount
      const writable = (flags & OPEN_READ_WRITE) !== 0 && !readOnly
      const created = writable && (flags & OPEN_CREATE) !== 0 && !files.exists(name)
      const { O_RDWR, O_RDONLY, O_CREAT, O_EXCL } = fs.constants
      const create = writable && (flags & OPEN_CREATE) !== 0 ? O_CREAT : 0
      const exclusive = create !== 0 && (flags & OPEN_EXCLUSIVE) !== 0 ? O_EXCL : 0
      const descriptor = files.open(name, (writable ? O_RDWR : O_RDONLY) | create | exclusive, 0o600)
      this.#open.set(this.#nextFile, { descriptor, name, files, created })
      this.#machine.putWord(file + 4, this.#nextFile++)
      this.#machine.putWord(file, methods)
      if (outFlags !== 0) this.#machine.putWord(outFlags, writable ? flags : (flags & ~(OPEN_READ_WRITE | OPEN_CREATE)) | OPEN_READ_ONLY)
    })
  }

  #remove(name: string, mount: Mount, syncFolder: boolean): number {
    try {
      mount.files.remove(name)
    } catch (error) {
      this.lastError = error
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? DELETE_ABSENT : DELETE_FAILED
    }
    return syncFolder ? this.#guard(FOLDER_SYNC_FAILED, () => mount.files.syncFolder(path.dirname(name))) : OK
  }
}
