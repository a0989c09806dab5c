import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CompactRange, Merkle, type ReadSubtree } from './merkle.ts'

const merkle = new Merkle(sha256)

/** The recursive definition of RFC 9162 section 2.1.1, word for word and as slow as it is, to check everything else against. */
function definition(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0) return sha256(new Uint8Array())
  if (entries.length === 1) return sha256(Uint8Array.from([0, ...entries[0]!]))
  let k = 1
  while (k * 2 < entries.length) k *= 2
  return sha256(Uint8Array.from([1, ...definition(entries.slice(0, k)), ...definition(entries.slice(k))]))
}

function tree(entries: readonly Uint8Array[]): ReadSubtree {
  const rows: Uint8Array[][] = []
  const read: ReadSubtree = (level, index) => rows[(index + 1) * 2 ** level - 1]![level]!
  entries.forEach((entry, index) => rows.push(merkle.completed(merkle.leaf(entry), index, read)))
  return read
}

const entry = fc.uint8Array({ maxLength: 40 })
const entries = fc.array(entry, { minLength: 1, maxLength: 70 })
const runs = { seed: 9162, numRuns: 200 }

// The eight entries that certificate-transparency-go and other logs test with, and the roots over the first one to eight of them:
// https://github.com/transparency-dev/merkle/blob/main/testonly/constants.go
const known = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hexToBytes)
const knownRoots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

describe('the Merkle tree of RFC 9162', () => {
  it('has the published roots', () => {
    const range = new CompactRange(merkle)
    expect(bytesToHex(range.root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    for (const [index, leaf] of known.entries()) {
      range.append(merkle.leaf(leaf))
      expect(bytesToHex(range.root())).toBe(knownRoots[index])
      expect(bytesToHex(merkle.root(index + 1, tree(known)))).toBe(knownRoots[index])
    }
  })

  it('proves what the example of section 2.1.5 proves', () => {
    const seven = known.slice(0, 7)
    const read = tree(seven)
    const [a, b, c, d, e, f, j] = seven.map((leaf) => merkle.leaf(leaf)) as [Uint8Array, ...Uint8Array[]] & Uint8Array[]
    const g = merkle.node(a, b!)
    const h = merkle.node(c!, d!)
    const i = merkle.node(e!, f!)
    const k = merkle.node(g, h)
    const l = merkle.node(i, j!)
    const inclusion = (index: number) => merkle.inclusionProof(index, 7, read)
    expect(inclusion(0)).toEqual([b, h, l])
    expect(inclusion(3)).toEqual([c, g, l])
    expect(inclusion(4)).toEqual([f, j, k])
    expect(inclusion(6)).toEqual([i, k])
    const consistency = (first: number) => merkle.consistencyProof(first, 7, read)
    expect(consistency(3)).toEqual([c, d, g, l])
    expect(consistency(4)).toEqual([l])
    expect(consistency(6)).toEqual([i, j, k])
  })

  it('has the root of the definition, kept either way', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const range = new CompactRange(merkle)
        const read = tree(all)
        for (const [index, one] of all.entries()) {
          range.append(merkle.leaf(one))
          expect(range.size).toBe(index + 1)
        }
        expect(range.root()).toEqual(definition(all))
        expect(merkle.root(all.length, read)).toEqual(definition(all))
      }),
      runs,
    )
  })

  it('proves that every entry is in it, and nothing else', () => {
    fc.assert(
      fc.property(entries, fc.nat(), entry, (all, chosen, other) => {
        const index = chosen % all.length
        const [size, root, leaf] = [all.length, definition(all), merkle.leaf(all[index]!)]
        const proof = merkle.inclusionProof(index, size, tree(all))
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
        const claim = { leaf, index, size, root, proof }
        expect(merkle.verifyInclusion(claim)).toBe(true)
        if (!all.some((one) => bytesToHex(one) === bytesToHex(other))) {
          expect(merkle.verifyInclusion({ ...claim, leaf: merkle.leaf(other) })).toBe(false)
        }
        expect(merkle.verifyInclusion({ ...claim, index: size })).toBe(false)
        expect(merkle.verifyInclusion({ ...claim, index: -1 })).toBe(false)
        expect(merkle.verifyInclusion({ ...claim, proof: [...proof, root] })).toBe(false)
        expect(merkle.verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(proof.length === 0)
        expect(merkle.verifyInclusion({ ...claim, root: sha256(root) })).toBe(false)
      }),
      runs,
    )
  })

  it('proves of every earlier size that it is unchanged, and of no other history', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(), (all, chosen, changed) => {
        const first = 1 + (chosen % all.length)
        const second = all.length
        const [firstRoot, secondRoot] = [definition(all.slice(0, first)), definition(all)]
        const proof = merkle.consistencyProof(first, second, tree(all))
        const claim = { first, firstRoot, second, secondRoot, proof }
        expect(merkle.verifyConsistency(claim)).toBe(true)
        const rewritten = all.with(changed % first, Uint8Array.from([...all[changed % first]!, 1]))
        const forged = merkle.consistencyProof(first, second, tree(rewritten))
        expect(merkle.verifyConsistency({ ...claim, secondRoot: definition(rewritten), proof: forged })).toBe(false)
        expect(merkle.verifyConsistency({ ...claim, proof: [...proof, firstRoot] })).toBe(false)
        expect(merkle.verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(proof.length === 0)
        for (const [index, hash] of proof.entries()) {
          expect(merkle.verifyConsistency({ ...claim, proof: proof.with(index, sha256(hash)) })).toBe(false)
        }
        expect(merkle.verifyConsistency({ ...claim, first: second, second: first })).toBe(first === second)
      }),
      runs,
    )
  })

  it('takes a flipped bit of any hash of a proof for no proof', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }), (all, chosen, which, bit) => {
        const index = chosen % all.length
        const proof = merkle.inclusionProof(index, all.length, tree(all))
        fc.pre(proof.length > 0)
        const hash = Uint8Array.from(proof[which % proof.length]!)
        hash[bit >> 3]! ^= 1 << (bit & 7)
        const claim = { leaf: merkle.leaf(all[index]!), index, size: all.length, root: definition(all) }
        expect(merkle.verifyInclusion({ ...claim, proof: proof.with(which % proof.length, hash) })).toBe(false)
      }),
      runs,
    )
  })

  it('begins with nothing: from no entries any tree has grown, without a proof', () => {
    const claim = { first: 0, firstRoot: merkle.empty, second: 8, secondRoot: definition(known), proof: [] }
    expect(merkle.verifyConsistency(claim)).toBe(true)
    expect(merkle.verifyConsistency({ ...claim, firstRoot: claim.secondRoot })).toBe(false)
    expect(merkle.verifyConsistency({ ...claim, proof: [claim.secondRoot] })).toBe(false)
  })

  it('refuses to prove what is not there', () => {
    expect(() => merkle.inclusionProof(8, 8, tree(known))).toThrow(RangeError)
    expect(() => merkle.inclusionProof(0.5, 8, tree(known))).toThrow(RangeError)
    expect(() => merkle.consistencyProof(8, 7, tree(known))).toThrow(RangeError)
  })
})
