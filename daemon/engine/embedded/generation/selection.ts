import type { Urn } from '../snapshot/urn.ts'

/** URNs named by `--target`, `--exclude` or `--replace`: in full, or with `*` inside one part and `**` across parts. */
export class UrnSelection {
  readonly #literals: Set<Urn>
  readonly #patterns: readonly RegExp[]

  constructor(names: readonly string[], patterns: readonly RegExp[] = []) {
    this.#literals = new Set(names.filter((name) => !name.includes('*')) as Urn[])
    this.#patterns = [...patterns, ...names.filter((name) => name.includes('*')).map(expression)]
  }

  /** Whether anything was named at all; a selection of nothing selects everything. */
  get isConstrained(): boolean {
    return this.#literals.size > 0 || this.#patterns.length > 0
  }

  /** Names without a wildcard: each has to exist. */
  get literals(): readonly Urn[] {
    return [...this.#literals]
  }

  /** Whether a URN is selected. */
  includes(urn: Urn): boolean {
    return !this.isConstrained || this.#literals.has(urn) || this.#patterns.some((pattern) => pattern.test(urn))
  }

  /** Adds one more; a selection of everything stays one. */
  add(urn: Urn): void {
    if (this.isConstrained) this.#literals.add(urn)
  }

  copy(): UrnSelection {
    return new UrnSelection([...this.#literals], this.#patterns)
  }
}

function expression(name: string): RegExp {
  const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const parts = name.split('**').map((part) => part.split('*').map(quoted).join('[^:]*'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}
