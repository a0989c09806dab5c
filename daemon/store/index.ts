/** The door of the room: other rooms import from here, and their migrations go to `migrations/`. */
export type { Audit, AuditEntry, AuditInput, AuditQuery, SignedCheckpoint } from './audit.ts'
export type { Copy } from './copy.ts'
export type { Database, Value } from './database.ts'
export { StoreError, type StoreErrorCode } from './error.ts'
export { type Restored, restore } from './restore.ts'
export { type Sink, deliver, delivered, fileSink } from './sink.ts'
export { type Store, type StoreOptions, openStore } from './store.ts'
export { type Problem, type Verdict, type VerifyOptions, verify } from './verify.ts'
