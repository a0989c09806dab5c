import type { Client } from '../../../shared/client.ts'
import type { Json } from '../../../shared/canonical.ts'
import { advance } from '../../../shared/witness.ts'
import type { unauthorised } from '../../promise/matched-calls.ts'

type Entry = Parameters<typeof unauthorised>[1][number]

/** The second witness of the record, over every kill: it takes no record that lost an entry which it saw. */
export class Witness {
  #checkpoint = ''
  #size = 0
  #key = ''
  #read = -1
  /** How many of the sandbox's calls were matched already. */
  calls = 0

  /** @throws CountersignError `history-changed` */
  async look(client: Client): Promise<void> {
    if (this.#key === '') {
      const { audit } = await client.post('/v1/status', {})
      this.#key = audit.publicKey
      this.#checkpoint = audit.checkpoint
      this.#size = audit.size
      return
    }
    const { checkpoint, consistency } = await client.post('/v1/audit/checkpoint', { from: this.#size })
    const accepted = await advance(this.#checkpoint, checkpoint, this.#key, consistency)
    this.#checkpoint = checkpoint
    this.#size = accepted.size
  }

  get checkpoint(): string { return this.#checkpoint }

  /** What came to the record since the last time. */
  async entries(client: Client): Promise<Entry[]> {
    const all: Entry[] = []
    for (;;) {
      const { entries } = await client.post('/v1/audit', { after: this.#read, limit: 1000 })
      all.push(...entries.map(({ fields, ...entry }) => ({ ...entry, fields: (fields ?? null) as Json })))
      this.#read = entries.at(-1)?.sequence ?? this.#read
      if (entries.length < 1000) return all
    }
  }
}
