import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inflateRawSync } from 'node:zlib'

/** Signatures of the records that are read here. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.12 and 4.3.16 */
const entry = 0x02014b50
const end = 0x06054b50

/** Unpacks a zip as a browser's store would: Node has no reader of its own, and not every machine has `unzip`. */
export function unzip(file: string, folder: string): void {
  const bytes = readFileSync(file)
  const last = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (last < 0 || bytes.readUInt32LE(last) !== end) throw new Error(`${file} is no zip`)
  let place = bytes.readUInt32LE(last + 16)
  for (let left = bytes.readUInt16LE(last + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(place) !== entry) throw new Error(`${file} is damaged`)
    const [method, size] = [bytes.readUInt16LE(place + 10), bytes.readUInt32LE(place + 20)]
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(place + offset)) as [number, number, number]
    const start = bytes.readUInt32LE(place + 42)
    const relative = bytes.toString('utf8', place + 46, place + 46 + name)
    const content = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28)
    const packed = bytes.subarray(content, content + size)
    if (!relative.endsWith('/')) write(path.join(folder, relative), method === 0 ? packed : inflateRawSync(packed))
    place += 46 + name + extra + comment
  }
}

function write(file: string, content: Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
}
