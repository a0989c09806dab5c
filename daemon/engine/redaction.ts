/** Shorter values are not searched for: they would blacken every text, and are no secrets. */
const shortest = 4

/**
 * Blackens secret values wherever they turn up: engines mask what they know to be secret, but a provider's error, a program's log or a
 * derived text can hold one in the clear. Longest first, so that a secret that contains another goes whole.
 */
export class Redaction {
  readonly #given: readonly string[]
  readonly #secrets: readonly string[]
  readonly #everything: boolean

  constructor(secrets: Iterable<string>, everything = false) {
    this.#everything = everything
    this.#given = [...secrets].filter(secret => secret.length >= shortest)
    const forms = this.#given
      .flatMap(secret => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    this.#secrets = [...new Set(forms)].toSorted((a, b) => b.length - a.length)
  }

  /** Where the secrets themselves can't be read: no text is shown. Whether a step took place is then as unknown as what was said of it. */
  static ofEverything(): Redaction {
    return new Redaction([], true)
  }

  text(value: string): string {
    if (this.#everything) return value.trim() === '' ? value : '[not shown: whether it holds a secret is not known]'
    return this.#secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), value)
  }

  /** The same value with every string in it blackened. */
  value<T>(value: T): T {
    if (this.#secrets.length === 0 && !this.#everything) return value
    return JSON.parse(JSON.stringify(value), (_key, part: unknown) => typeof part === 'string' ? this.text(part) : part) as T
  }

  /** With more secrets. */
  with(secrets: Iterable<string>): Redaction {
    return new Redaction([...this.#given, ...secrets], this.#everything)
  }
}
