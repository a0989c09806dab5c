import type { Events, Plans, Simulator } from '../contracts.ts'

export type Value = string | number | bigint | Uint8Array | null

/** SQL on the store's one file. */
export interface Database {
  run(sql: string, parameters?: readonly Value[]): void
  get<Row>(sql: string, parameters?: readonly Value[]): Row | undefined
  all<Row>(sql: string, parameters?: readonly Value[]): Row[]
  transaction<Result>(work: () => Result): Result
}

/** What of the record this room reads: who approved what, and when. */
export interface Audit {
  entries(query?: { after?: number, limit?: number, kind?: string, plan?: string, run?: string, newest?: boolean }): readonly {
    sequence: number, at: string, kind: string, actor: { person: string, device: string, via: string }, plan?: string, run?: string
  }[]
}

/** What the chat is given by `main.ts`. */
export interface Needs {
  readonly database: Database
  readonly audit: Audit
  readonly plans: Plans
  readonly simulators: readonly Simulator[]
  readonly events: Events
  readonly now?: () => Date
}

/** One call of the person, with the way to stop it and to say what is being done. */
export interface Attention {
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
}
