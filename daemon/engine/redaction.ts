/** Shorter values are not searched for: they would blacken every text, and are no secrets. */
const shortest = 4

/**
 * Blackens secret values wherever they turn up: engines mask what they know to be secret, but a provider's error, a program's log or a
 * derived text can hold one in the clear. Longest first, so that a secret that contains another goes whole.
 */
export class Redaction {
  readonly #secrets: readonly string[]

  constructor(secrets: Iterable<string>) {
    const forms = [...secrets].filter(secret => secret.length >= shortest)
      .flatMap(secret => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    this.#secrets = [...new Set(forms)].toSorted((a, b) => b.length - a.length)
  }

  text(value: string): string {
    return this.#secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), value)
  }

  /** The same value with every string in it blackened. */
  value<T>(value: T): T {
    if (this.#secrets.length === 0) return value
    return JSON.parse(JSON.stringify(value), (_key, part: unknown) => typeof part === 'string' ? this.text(part) : part) as T
  }

  /** With more secrets. */
  with(secrets: Iterable<string>): Redaction {
    return new Redaction([...this.#secrets, ...secrets])
  }
}
