/** Cuts what a process prints into lines, however it arrives: each is said on its own. */
export class Lines {
  readonly #say: (line: string) => void
  #begun = ''

  /** `say` hears of each line as soon as it is whole, with its line break. */
  constructor(say: (line: string) => void) {
    this.#say = say
  }

  add(text: string): void {
    const lines = (this.#begun + text).split('\n')
    this.#begun = lines.pop() ?? ''
    for (const line of lines) this.#say(`${line}\n`)
  }

  /** Says what is left of a last line that has no end. */
  end(): void {
    if (this.#begun !== '') this.#say(this.#begun)
    this.#begun = ''
  }
}

/** What several processes of a run print, each in its own order. */
export class Printed {
  readonly #say: (severity: 'info' | 'info#err', line: string) => void
  readonly #lines: Lines[] = []

  constructor(say: (severity: 'info' | 'info#err', line: string) => void) {
    this.#say = say
  }

  /** Takes what one process prints. */
  printer(): (stream: 'stdout' | 'stderr', text: string) => void {
    const stdout = new Lines((line) => this.#say('info', line))
    const stderr = new Lines((line) => this.#say('info#err', line))
    this.#lines.push(stdout, stderr)
    return (stream, text) => (stream === 'stdout' ? stdout : stderr).add(text)
  }

  end(): void {
    for (const lines of this.#lines) lines.end()
  }
}
