import { readFileSync } from 'node:fs'
import { OUTPUTS, rowsOf } from './model.ts'
import type { Model } from './model.ts'

/** Weights smaller than this many 64ths say nothing, and are left out. */
const LEAST = 6

/** Two numbers and a digest stand before the rows. */
const HEAD = 8 + 32

/**
 * The file `weights.bin`, little-endian: the number of outputs and of rows (two 32-bit numbers), the digest of what it was trained from
 * (32 bytes, see `learned-from.ts`), then each row: the feature's hash
 * (32 bits), how many entries follow (8 bits), and for each its output (8 bits) and its weight in 64ths (8 bits, signed).
 * @throws where the file was made for another vocabulary: training has to be run again.
 */
export function readWeights(file = new URL('./weights.bin', import.meta.url)): Model {
  const bytes = readFileSync(file)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(4, true)
  if (view.getUint32(0, true) !== OUTPUTS) {
    throw new Error('weights.bin was trained for another list of operations; run daemon/chat/classify/learned/train.ts')
  }
  const hashes: number[] = []
  const starts = new Uint32Array(count + 1)
  const entries = (bytes.byteLength - HEAD - count * 5) / 2
  const outputs = new Uint8Array(entries)
  const weights = new Int8Array(entries)
  let at = HEAD
  let entry = 0
  for (let row = 0; row < count; row++) {
    hashes.push(view.getUint32(at, true))
    const many = view.getUint8(at + 4)
    at += 5
    for (let i = 0; i < many; i++, at += 2, entry++) { outputs[entry] = view.getUint8(at); weights[entry] = view.getInt8(at + 1) }
    starts[row + 1] = entry
  }
  return { rows: rowsOf(hashes), starts, outputs, weights }
}

/** What `weights.bin` was trained from, in hex. */
export const digestInWeights = (file = new URL('./weights.bin', import.meta.url)): string => readFileSync(file).subarray(8, HEAD).toString('hex')

/**
 * What `readWeights` reads, out of dense weights (OUTPUTS numbers a row). Sorted by hash, so that the bytes depend on nothing else.
 *
 * @param digest what they were trained from: 32 bytes in hex
 */
export function weightsFile(dense: ReadonlyMap<number, Float32Array>, unit: number, digest: string): Uint8Array {
  const kept: { feature: number, entries: [number, number][] }[] = []
  for (const [feature, row] of dense) {
    const entries: [number, number][] = []
    row.forEach((weight, output) => {
      const rounded = Math.max(-127, Math.min(127, Math.round(weight * unit)))
      if (Math.abs(rounded) >= LEAST) entries.push([output, rounded])
    })
    if (entries.length > 0) kept.push({ feature, entries })
  }
  kept.sort((a, b) => a.feature - b.feature)
  const bytes = new Uint8Array(HEAD + kept.reduce((sum, { entries }) => sum + 5 + 2 * entries.length, 0))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, OUTPUTS, true)
  view.setUint32(4, kept.length, true)
  bytes.set(Buffer.from(digest, 'hex'), 8)
  let at = HEAD
  for (const { feature, entries } of kept) {
    view.setUint32(at, feature, true)
    view.setUint8(at + 4, entries.length)
    at += 5
    for (const [output, weight] of entries) { view.setUint8(at, output); view.setInt8(at + 1, weight); at += 2 }
  }
  return bytes
}
