/** Runs tasks one at a time, in the order in which they were given; a task that fails doesn't hold up the next. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task)
    this.#last = result.then(() => undefined, () => undefined)
    return result
  }

  /** Resolves when everything that was given so far has ended. */
  async idle(): Promise<void> {
    await this.#last
  }
}
