import { Journal, type JournalEntry } from '../snapshot/journal.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/**
 * Keeps a run's journal and gets it onto the disk. Saves are grouped: whoever waits gets a save that began after what they
 * recorded, and a hundred that wait together share one. Without `write` (a preview) nothing is ever saved.
 */
export class StateKeeper {
  #journal: Journal
  #write: ((snapshot: Snapshot) => Promise<void>) | undefined
  #wasAsked = false
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined
  #unsaved = false

  constructor(base: Snapshot, write?: (snapshot: Snapshot) => Promise<void>) {
    this.#journal = new Journal(base)
    this.#write = write
  }

  get journal(): Journal {
    return this.#journal
  }

  record(entry: JournalEntry): void {
    this.#journal.record(entry)
    this.#unsaved = true
  }

  /** What a refresh found is the old state for everything that follows. */
  rebase(): Snapshot {
    const base = this.#journal.snapshot()
    this.#journal = new Journal(base)
    return base
  }

  /** Leaves the state as it was, if nothing of this run was ever to be on the disk; says whether it is so. */
  abandon(): boolean {
    if (this.#wasAsked) return false
    this.#write = undefined
    return true
  }

  /** Resolves when everything recorded so far is on the disk; rejects when it couldn't be written. */
  saved(): Promise<void> {
    if (!this.#write) return Promise.resolve()
    this.#wasAsked = true
    return (this.#next ??= this.#saveAfter(this.#running))
  }

  /** Saves what nobody waited for. */
  async flush(): Promise<void> {
    if (this.#unsaved || this.#running || this.#next) await this.saved()
  }

  async #saveAfter(previous: Promise<void> | undefined): Promise<void> {
    // A failed save was told to those who waited for it; the next one tries again with everything.
    await previous?.catch(() => undefined)
    // One turn of the loop, so that requests that are being answered together also save together.
    await new Promise<void>((resolve) => setImmediate(resolve))
    this.#running = this.#next
    this.#next = undefined
    this.#unsaved = false
    try {
      await this.#write?.(this.#journal.snapshot())
    } catch (error) {
      this.#unsaved = true
      throw error
    } finally {
      if (!this.#next) this.#running = undefined
    }
  }
}
