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

/** What several processes of a run print, each in its own order. Lines with nothing in them are left out, as the official CLI does. */
export class Printed {
  readonly #say: (severity: 'info' | 'info#err', line: string) => void
  readonly #lines: Lines[] = []

  constructor(say: (severity: 'info' | 'info#err', line: string) => void) {
    this.#say = say
  }

  /** Takes what one process prints. */
  printer(): (stream: 'stdout' | 'stderr', text: string) => void {
    const linesOf = (severity: 'info' | 'info#err'): Lines => new Lines((line) => {
      if (line.trim() !== '') this.#say(severity, line)
    })
    const [stdout, stderr] = [linesOf('info'), linesOf('info#err')]
    this.#lines.push(stdout, stderr)
    return (stream, text) => (stream === 'stdout' ? stdout : stderr).add(text)
  }

  end(): void {
    for (const lines of this.#lines) lines.end()
  }
}
