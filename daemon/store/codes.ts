// SQLite's result codes and flags: https://www.sqlite.org/rescode.html and https://www.sqlite.org/c3ref/c_open_autoproxy.html
export const OK = 0
export const NOT_FOUND = 12
export const FULL = 13
export const CANNOT_OPEN = 14
export const READ_FAILED = 266
export const SHORT_READ = 522
export const WRITE_FAILED = 778
export const SYNC_FAILED = 1034
export const FOLDER_SYNC_FAILED = 1290
export const TRUNCATE_FAILED = 1546
export const STAT_FAILED = 1802
export const DELETE_FAILED = 2570
export const DELETE_ABSENT = 5898
export const OPEN_READ_ONLY = 0x01
export const OPEN_READ_WRITE = 0x02
export const OPEN_CREATE = 0x04
export const OPEN_EXCLUSIVE = 0x10
export const SYNC_DATA_ONLY = 0x10
export const POWERSAFE_OVERWRITE = 0x1000

// Offsets in `struct sqlite3_vfs` on a 32-bit machine: https://www.sqlite.org/c3ref/vfs.html
export const VFS_FILE_SIZE = 4
export const VFS_NAME = 16
export const VFS_OPEN = 24
export const VFS_DELETE = 28
export const VFS_ACCESS = 32
export const VFS_FULL_PATHNAME = 36
