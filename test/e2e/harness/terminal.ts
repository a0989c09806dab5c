import { spawn, type IPty } from '@lydell/node-pty'
import { stripVTControlCharacters } from 'node:util'

/** How long a line may take to appear, in milliseconds: an engine's work on a busy machine, never a wait that a passing test comes near. */
const patience = 90_000

export interface TerminalOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Columns; wide by default, so that a line that is looked for isn't broken. */
  readonly columns?: number
}

/** A program in a pseudo-terminal, and what a person would read on its screen. */
export class Terminal {
  #process: IPty
  #raw = ''
  #listeners = new Set<() => void>()
  /** The exit status, once the program has ended. */
  readonly ended: Promise<number>

  constructor(file: string, args: readonly string[], { cwd, env, columns = 200 }: TerminalOptions) {
    this.#process = spawn(file, [...args], { name: 'xterm-256color', cols: columns, rows: 50, cwd, env: { ...env } })
    const notify = (): void => { for (const listener of this.#listeners) listener() }
    this.#process.onData((text) => {
      this.#raw += text
      notify()
    })
    this.ended = new Promise((resolve) => {
      this.#process.onExit(({ exitCode, signal }) => {
        resolve(signal ? 128 + signal : exitCode)
        this.#over = true
        notify()
      })
    })
  }

  #over = false

  /** Everything that was printed so far, without colours and cursor movements. */
  get text(): string {
    return stripVTControlCharacters(this.#raw).replaceAll('\r\n', '\n')
  }

  /** Everything that was printed so far, byte for byte: what the terminal itself got to obey. */
  get printed(): string {
    return this.#raw
  }

  /** The place where printing stands now: hand it to `read` to see only what comes later. */
  get mark(): number {
    return this.text.length
  }

  /** Types into the program; `\r` is the return key, `\x03` is Ctrl-C. */
  type(text: string): void {
    this.#process.write(text)
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    if (!this.#over) this.#process.kill(signal)
  }

  /** Closes the window: what runs in it is hung up on, and nothing can be printed any more. */
  closeWindow(): void {
    (this.#process as unknown as { destroy(): void }).destroy()
  }

  /**
   * Waits until what was printed after `from` matches.
   *
   * @throws Error with the screen's text if the program ends or `wait` milliseconds go by first
   */
  read(pattern: RegExp, from = 0, wait = patience): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer)
        this.#listeners.delete(look)
        settle()
      }
      const give = (why: string): void => finish(() => reject(new Error(`${why} before the terminal printed ${pattern}. It shows:\n${this.text.slice(-4000)}`)))
      const look = (): void => {
        const found = pattern.exec(this.text.slice(from))
        if (found) finish(() => resolve(found))
        else if (this.#over) give('The program ended')
      }
      const timer = setTimeout(() => give(`${wait / 1000} s went by`), wait)
      this.#listeners.add(look)
      look()
    })
  }

  /**
   * The pairing code that is printed after `from`, as a person reads it: `XXXX-XXXX`. A daemon that knows no device prints one by itself
   * around its first answer, and a piped `countersign pair` then asks for no other.
   */
  async pairingCode(from = 0): Promise<string> {
    return (await this.read(/\b([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})\b/, from))[1] ?? ''
  }

  /** The approval code that is printed after `from`, without its space; a name may hold something like it, but not on a line of its own. */
  async approvalCode(from = 0): Promise<string> {
    const [, left, right] = await this.read(/^ *code (\d{3}) (\d{3})\b/m, from)
    return `${left}${right}`
  }
}
