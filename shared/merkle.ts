/**
 * The Merkle tree of RFC 9162 section 2.1: what it takes to keep one, to prove from it, and to check what was proven.
 * It imports nothing, so that the verifier of a record needs no package: the hash is handed in (Node's own, or @noble/hashes in a browser).
 */

/** SHA-256 of some bytes: 32 bytes. */
export type Sha256 = (content: Uint8Array) => Uint8Array

/** Bytes in a hash. */
export const HASH_BYTES = 32

/** Gives the hash of the complete subtree over the leaves `index · 2^level` up to, without, `(index + 1) · 2^level`. Level 0 is a leaf. */
export type ReadSubtree = (level: number, index: number) => Uint8Array

export interface Inclusion {
  readonly leaf: Uint8Array
  readonly index: number
  readonly size: number
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

export interface Consistency {
  readonly first: number
  readonly firstRoot: Uint8Array
  readonly second: number
  readonly secondRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}

export class Merkle {
  readonly #sha256: Sha256
  /** The root of a tree without leaves. */
  readonly empty: Uint8Array

  constructor(sha256: Sha256) {
    this.#sha256 = sha256
    this.empty = sha256(new Uint8Array())
  }

  /** MTH({d}) = SHA-256(0x00 || d): the prefix keeps an entry from being passed off as a node (section 2.1.1). */
  leaf(entry: Uint8Array): Uint8Array {
    const content = new Uint8Array(1 + entry.length)
    content.set(entry, 1)
    return this.#sha256(content)
  }

  /** SHA-256(0x01 || left || right). */
  node(left: Uint8Array, right: Uint8Array): Uint8Array {
    const content = new Uint8Array(1 + 2 * HASH_BYTES)
    content[0] = 1
    content.set(left, 1)
    content.set(right, 1 + HASH_BYTES)
    return this.#sha256(content)
  }

  /** What a leaf completes: its own hash, then that of each subtree whose last leaf it is, lowest first; one per 1 that ends `index`. */
  completed(leaf: Uint8Array, index: number, read: ReadSubtree): Uint8Array[] {
    const hashes = [leaf]
    let hash = leaf
    for (let level = 0, rest = index; rest % 2 === 1; level += 1, rest = (rest - 1) / 2) {
      hash = this.node(read(level, rest - 1), hash)
      hashes.push(hash)
    }
    return hashes
  }

  /** The root over the first `size` leaves. */
  root(size: number, read: ReadSubtree): Uint8Array {
    return size === 0 ? this.empty : this.#over(0, size, read)
  }

  /** PATH(index, D[size]) of section 2.1.3.1, from the leaf upwards. Throws a RangeError when there is no such leaf. */
  inclusionProof(index: number, size: number, read: ReadSubtree): Uint8Array[] {
    requireCount(index)
    requireCount(size)
    if (index >= size) throw new RangeError(`there is no leaf ${index} among ${size}`)
    const path = (begin: number, end: number): Uint8Array[] => {
      if (end - begin === 1) return []
      const middle = begin + largestPowerBelow(end - begin)
      return index < middle
        ? [...path(begin, middle), this.#over(middle, end, read)]
        : [...path(middle, end), this.#over(begin, middle, read)]
    }
    return path(0, size)
  }

  /** PROOF(first, D[second]) of section 2.1.4.1; empty for the same size and from nothing. Throws a RangeError if `first` is larger. */
  consistencyProof(first: number, second: number, read: ReadSubtree): Uint8Array[] {
    requireCount(first)
    requireCount(second)
    if (first > second) throw new RangeError(`${first} leaves can't have grown to ${second}`)
    if (first === 0 || first === second) return []
    const subproof = (begin: number, end: number, whole: boolean): Uint8Array[] => {
      if (first === end) return whole ? [] : [this.#over(begin, end, read)]
      const middle = begin + largestPowerBelow(end - begin)
      return first <= middle
        ? [...subproof(begin, middle, whole), this.#over(middle, end, read)]
        : [...subproof(middle, end, false), this.#over(begin, middle, read)]
    }
    return subproof(0, second, true)
  }

  /** Section 2.1.3.2. False for anything that doesn't prove it, malformed proofs included. */
  verifyInclusion({ leaf, index, size, root, proof }: Inclusion): boolean {
    if (!isCount(index) || !isCount(size) || index >= size || !proof.every(isHash)) return false
    let node = index
    let last = size - 1
    let hash = leaf
    for (const sibling of proof) {
      if (last === 0) return false
      if (node % 2 === 1 || node === last) {
        hash = this.node(sibling, hash)
        while (node % 2 === 0 && node !== 0) {
          node /= 2
          last = Math.floor(last / 2)
        }
      } else {
        hash = this.node(hash, sibling)
      }
      node = Math.floor(node / 2)
      last = Math.floor(last / 2)
    }
    return last === 0 && same(hash, root)
  }

  /** Section 2.1.4.2: the tree with `secondRoot` holds that with `firstRoot` unchanged as its beginning. */
  verifyConsistency({ first, firstRoot, second, secondRoot, proof }: Consistency): boolean {
    if (!isCount(first) || !isCount(second) || first > second || !proof.every(isHash)) return false
    if (first === 0) return proof.length === 0 && same(firstRoot, this.empty)
    if (first === second) return proof.length === 0 && same(firstRoot, secondRoot)
    // Where the first tree is a complete subtree of the second, the proof leaves it out.
    const path = isPowerOfTwo(first) ? [firstRoot, ...proof] : [...proof]
    let node = first - 1
    let last = second - 1
    while (node % 2 === 1) {
      node = (node - 1) / 2
      last = Math.floor(last / 2)
    }
    const [start, ...rest] = path
    if (start === undefined) return false
    let one = start
    let two = start
    for (const sibling of rest) {
      if (last === 0) return false
      if (node % 2 === 1 || node === last) {
        one = this.node(sibling, one)
        two = this.node(sibling, two)
        while (node % 2 === 0 && node !== 0) {
          node /= 2
          last = Math.floor(last / 2)
        }
      } else {
        two = this.node(two, sibling)
      }
      node = Math.floor(node / 2)
      last = Math.floor(last / 2)
    }
    return last === 0 && same(one, firstRoot) && same(two, secondRoot)
  }

  /** MTH of the leaves from `begin`, which is a multiple of the largest complete subtree in it, up to, without, `end`. */
  #over(begin: number, end: number, read: ReadSubtree): Uint8Array {
    const count = end - begin
    if (isPowerOfTwo(count)) return read(Math.log2(count), begin / count)
    const middle = begin + largestPowerBelow(count)
    return this.node(this.#over(begin, middle, read), this.#over(middle, end, read))
  }
}

/** A tree that only grows, held as the roots of its complete subtrees, largest first: at most one for each bit of its size. */
export class CompactRange {
  readonly #merkle: Merkle
  readonly #edge: Uint8Array[] = []
  #size = 0

  constructor(merkle: Merkle) {
    this.#merkle = merkle
  }

  get size(): number {
    return this.#size
  }

  /** Adds a leaf hash and returns what it completes, as `Merkle.completed` does. */
  append(leaf: Uint8Array): Uint8Array[] {
    // While a leaf completes subtrees, their left halves are the last ones of the edge, in turn.
    const completed = this.#merkle.completed(leaf, this.#size, () => this.#edge.pop() as Uint8Array)
    this.#edge.push(completed[completed.length - 1] as Uint8Array)
    this.#size += 1
    return completed
  }

  root(): Uint8Array {
    const [last, ...larger] = this.#edge.toReversed()
    return last === undefined ? this.#merkle.empty : larger.reduce((right, left) => this.#merkle.node(left, right), last)
  }
}

/** The same bytes. Roots are public: it needs no constant time. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  // A loop: with a million entries this is called for each of their hashes.
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false
  return true
}

const isHash = (hash: Uint8Array): boolean => hash.length === HASH_BYTES
const isCount = (number: number): boolean => Number.isSafeInteger(number) && number >= 0

function requireCount(number: number): void {
  if (!isCount(number)) throw new RangeError(`${number} is not a number of leaves`)
}

/** Bit operators would cut off at 2^31. */
function isPowerOfTwo(count: number): boolean {
  let power = 1
  while (power < count) power *= 2
  return power === count
}

function largestPowerBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}
