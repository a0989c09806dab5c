import type { Filled, Part } from '../../shared/wire.ts'
import type { Events, Plans } from '../contracts.ts'
import type { Simulator } from '../simulator-contract.ts'
import type { Memories } from './memory/index.ts'
import type { Names } from './memory/names.ts'
import type { Sightings } from './memory/sightings.ts'
import type { Database as StoreDatabase, Value } from '../store/index.ts'

export type { Value }

/** SQL on the store's one file. */
export type Database = Pick<StoreDatabase, 'run' | 'get' | 'all' | 'transaction'>

/** What of the record this room reads: who approved what, and when. */
export interface Audit {
  entries(query?: { after?: number, limit?: number, kind?: string, plan?: string, run?: string, newest?: boolean }): readonly {
    sequence: number, at: string, kind: string, actor: { person: string, device: string, via: string }, plan?: string, run?: string
  }[]
  /** How many entries there are. */
  readonly size: number
  /** The state of the record that is signed for; `root` in hexadecimal. */
  checkpoint(): { readonly size: number, readonly root: string }
}

/** What the chat is given by `main.ts`. */
export interface Needs {
  readonly database: Database
  readonly audit: Audit
  readonly plans: Plans
  readonly simulators: readonly Simulator[]
  readonly events: Events
  readonly now?: () => Date
  /** A language model, where one is connected. Without it everything but free conversation works. */
  readonly model?: ModelSettings
  /** Is told what went wrong that should not have: the person is only told that something did. */
  readonly unexpected?: (error: unknown) => void
  readonly memory?: Memories
  readonly names?: Names
  readonly sightings?: Sightings
}

export interface ModelSettings {
  /** The provider's key, out of the environment or the system's keychain; kept in memory only. */
  readonly key: string
  readonly name: string
  /** Another address than the provider's own, for a gateway. */
  readonly address?: string
  /** Tokens of one answer, at most. */
  readonly answerTokens?: number
  /** Tokens of a day (UTC), in and out; after that the model is not asked. */
  readonly dailyTokens?: number
  /** US dollars for a million tokens. */
  readonly price?: { readonly input: number, readonly output: number }
}

/** One call of the person, with the way to stop it and to say what is being done. */
export interface Attention {
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
  /** Shows what there is of an answer so far. */
  readonly partial?: (parts: readonly Part[]) => void
  /** Shows how an order was read, before anything is done about it. */
  readonly reading?: (reading: string, filled: readonly Filled[]) => void
}
