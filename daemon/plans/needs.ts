import type { Json } from '../../shared/canonical.ts'
import type { AuditEntry } from '../../shared/wire.ts'
import type { Actor, Events, Terminal } from '../contracts.ts'
import type { Simulator } from '../simulator-contract.ts'
import type { Database as StoreDatabase, Value } from '../store/index.ts'

/** What the plans room is given by `main.ts`: the store, the services that it can change, and the second channel. */
export interface Needs {
  readonly database: Database
  readonly audit: Audit
  readonly simulators: readonly Simulator[]
  readonly terminal: Terminal
  readonly events: Events
  readonly devices: Devices
  /** Called after a mode changed, or approving closed or opened: whoever can assemble a `Status` publishes it. */
  readonly statusChanged?: () => void
  readonly clock?: Clock
}

export type { Value }

/** SQL on the store's one file; what has returned from the outermost `transaction` is on the disk. */
export type Database = Pick<StoreDatabase, 'run' | 'get' | 'all' | 'transaction'>

type Who = AuditEntry['actor']

/** One audit record as this room writes it; the store adds sequence, time and leaf. */
export interface Entry {
  readonly kind: string
  readonly actor: Who
  readonly plan?: string
  readonly run?: string
  readonly digest?: string
  readonly fields?: Json
}

export interface Audit { append(entry: Entry): { readonly sequence: number } }

/** The paired devices; `publicKey` is the 32 bytes of an Ed25519 key in base64url. */
export interface Devices { find(device: string): { readonly publicKey: string, readonly revokedAt?: string } | undefined }

/** Milliseconds. `now` is the wall clock, which may jump; `monotonic` never goes back, so that setting the clock keeps no code alive. */
export interface Clock { now(): number, monotonic(): number }

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() }

export const timestamp = (milliseconds: number): string => new Date(milliseconds).toISOString()

/** Who did what nobody asked for: an expiry, an interruption found at start. */
export const daemonActor: Who = { person: 'countersign', device: 'daemon', via: 'daemon' }

export const recorded = (actor: Actor): Who => ({ person: actor.person, device: actor.device, via: actor.via })
