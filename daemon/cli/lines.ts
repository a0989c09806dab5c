import { createInterface, type Interface } from 'node:readline'
import { CountersignError } from '../../shared/errors.ts'

/** Lines that a person types, or that are piped in. Codes are read from here: an argument could be listed by every user of the machine. */
export class Lines {
  readonly #input: NodeJS.ReadStream
  readonly #prompts: NodeJS.WritableStream
  #reader: Interface | undefined
  #waiting: ((line: string | undefined) => void) | undefined
  readonly #ready: string[] = []
  #ended = false

  /** Prompts go to standard error: standard output is the result's. */
  constructor(input: NodeJS.ReadStream = process.stdin, prompts: NodeJS.WritableStream = process.stderr) {
    this.#input = input
    this.#prompts = prompts
  }

  /** Whether a person types, so that asking again makes sense. */
  get interactive(): boolean {
    return this.#input.isTTY
  }

  /**
   * The next line. Throws `input-missing` where there is none, `cancelled` at Ctrl-C, and the signal's reason where that comes first.
   *
   * @param question shown only where a person types
   */
  async next(question: string, signal?: AbortSignal): Promise<string> {
    if (this.interactive) this.#prompts.write(question)
    this.#listen()
    const line = this.#ready.shift() ?? await this.#arrives(signal)
    if (line !== undefined) return line
    throw new CountersignError('input-missing', 'There was no line on standard input, so nothing was sent.', 'Type the code, or pipe it in.')
  }

  /** All lines to the end, as `classify` takes them. */
  async *all(): AsyncGenerator<string> {
    for (;;) {
      this.#listen()
      const line = this.#ready.shift() ?? await this.#arrives()
      if (line === undefined) return
      yield line
    }
  }

  /** Lets the process end. */
  close(): void {
    this.#reader?.close()
    this.#input.destroy()
  }

  #listen(): void {
    if (this.#reader) return
    this.#reader = createInterface({ input: this.#input, terminal: false, crlfDelay: Infinity })
    this.#reader.on('line', (line) => {
      if (this.#waiting) this.#waiting(line)
      else this.#ready.push(line)
    })
    this.#reader.on('close', () => {
      this.#ended = true
      this.#waiting?.(undefined)
    })
  }

  #arrives(signal?: AbortSignal): Promise<string | undefined> {
    if (this.#ended) return Promise.resolve(undefined)
    return new Promise((resolve, reject) => {
      const abort = (): void => settle(() => reject(signal?.reason as Error))
      const settle = (finish: () => void): void => {
        signal?.removeEventListener('abort', abort)
        this.#waiting = undefined
        finish()
      }
      this.#waiting = (line) => settle(() => resolve(line))
      signal?.addEventListener('abort', abort, { once: true })
      if (signal?.aborted) abort()
    })
  }
}
