import type { Database } from '../needs.ts'

/** One call of the model: what left the machine, and what it used. Secrets never leave, so none are in here. */
export interface Call {
  readonly turn: string
  readonly at: string
  readonly model: string
  readonly inputTokens: number
  readonly cachedTokens: number
  readonly outputTokens: number
  /** Each thing that was sent, by what it was, with its beginning. */
  readonly sent: readonly { readonly what: string, readonly characters: number, readonly begins: string }[]
}

/** What was sent to the model, in the store, so that "what did you send?" has a true answer after a restart too. */
export class Calls {
  readonly #database: Database

  constructor(database: Database) { this.#database = database }

  keep(call: Call): void {
    this.#database.run(
      'INSERT INTO model_calls (turn, at, tokens, call) VALUES (?, ?, ?, ?)',
      [call.turn, call.at, call.inputTokens + call.outputTokens, JSON.stringify(call)]
    )
  }

  newest(limit: number): Call[] {
    return this.#database.all<{ call: string }>(
      'SELECT call FROM model_calls ORDER BY id DESC LIMIT ?', [limit]
    ).map((row) => JSON.parse(row.call) as Call)
  }

  /** Tokens used since then, in and out. */
  since(at: string): number {
    return this.#database.get<{ tokens: number | null }>('SELECT sum(tokens) AS tokens FROM model_calls WHERE at >= ?', [at])?.tokens ?? 0
  }
}
