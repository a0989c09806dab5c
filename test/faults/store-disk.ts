import path from 'node:path'
import type { Files } from '../../daemon/store/files.ts'

/** What a disk holds, by name. */
export type Image = ReadonlyMap<string, Uint8Array>

/** What changes the disk, and so may fail or be the last thing that happens before the power does. */
export type Step = 'create' | 'remove' | 'write' | 'truncate' | 'sync' | 'syncFolder'

type Change = { kind: 'write'; position: number; bytes: Uint8Array } | { kind: 'truncate'; size: number }

interface Content {
  name: string
  /** What a program reads. */
  visible: Uint8Array
  /** What is there for certain after the power failed. */
  durable: Uint8Array
  /** What was changed since the last sync. */
  pending: Change[]
}

/** Disks write these whole or not at all. */
const SECTOR = 512

/**
 * A disk in memory that knows what would be left of it after a power failure: what was synced is there; of what came after, each sector is
 * there or not, independently and in any order. A name is there once its folder was synced. A sync that fails forgets what it should have
 * made durable, while programs go on reading it, as Linux does (https://lwn.net/Articles/752063/).
 */
export class MemoryDisk {
  /** Called after every step; for the harness to take images. */
  afterStep: (step: Step) => void = () => undefined
  /** Called before every step: the error code with which it is to fail, if it is. */
  failure: (step: Step) => string | undefined = () => undefined
  readonly #living = new Map<string, Content>()
  readonly #durableNames = new Map<string, Content>()
  #nameChanges: { name: string; content: Content | undefined }[] = []
  readonly #open = new Map<number, Content>()
  #next = 3

  constructor(image: Image = new Map()) {
    for (const [name, bytes] of image) {
      const content = { name, visible: Uint8Array.from(bytes), durable: Uint8Array.from(bytes), pending: [] }
      this.#living.set(name, content)
      this.#durableNames.set(name, content)
    }
  }

  readonly files: Files = {
    open: (file) => {
      let content = this.#living.get(file)
      if (content === undefined) {
        this.#step('create')
        content = { name: file, visible: new Uint8Array(), durable: new Uint8Array(), pending: [] }
        this.#living.set(file, content)
        this.#nameChanges.push({ name: file, content })
        this.afterStep('create')
      }
      this.#open.set(this.#next, content)
      return this.#next++
    },
    close: (descriptor) => void this.#open.delete(descriptor),
    read: (descriptor, buffer, offset, length, position) => {
      const part = this.#content(descriptor).visible.subarray(position, position + length)
      buffer.set(part, offset)
      return part.length
    },
    write: (descriptor, buffer, offset, length, position) => {
      const content = this.#content(descriptor)
      try {
        this.#step('write')
      } catch (error) {
        // A disk that fills up still takes the beginning of what it is given.
        if (length > SECTOR) change(content, { kind: 'write', position, bytes: buffer.slice(offset, offset + SECTOR) })
        throw error
      }
      change(content, { kind: 'write', position, bytes: buffer.slice(offset, offset + length) })
      this.afterStep('write')
      return length
    },
    truncate: (descriptor, size) => {
      this.#step('truncate')
      change(this.#content(descriptor), { kind: 'truncate', size })
      this.afterStep('truncate')
    },
    sync: (descriptor) => {
      const content = this.#content(descriptor)
      const { pending } = content
      content.pending = []
      this.#step('sync')
      for (const done of pending) content.durable = applied(content.durable, done, () => true)
      this.afterStep('sync')
    },
    size: (descriptor) => this.#content(descriptor).visible.length,
    exists: (file) => this.#living.has(file),
    remove: (file) => {
      this.#step('remove')
      if (!this.#living.delete(file)) throw Object.assign(new Error(`ENOENT: ${path.basename(file)}`), { code: 'ENOENT' })
      this.#nameChanges.push({ name: file, content: undefined })
      this.afterStep('remove')
    },
    syncFolder: () => {
      this.#step('syncFolder')
      this.#makeDurable(this.#nameChanges.splice(0), this.#durableNames)
      this.afterStep('syncFolder')
    },
  }

  /** What is read from it now, as after a crash of the program alone. */
  visible(): Image {
    return new Map([...this.#living].map(([name, { visible }]) => [name, Uint8Array.from(visible)]))
  }

  /** One of the many things that may be on it if the power fails now. */
  afterPowerLoss(random: () => number): Image {
    // All, none, half or most of what was not synced: mistakes show at the ends.
    const survival = [0, 1, 0.5, 0.9][Math.floor(random() * 4)] as number
    const names = new Map(this.#durableNames)
    this.#makeDurable(this.#nameChanges.slice(0, Math.floor(random() * (this.#nameChanges.length + 1))), names)
    const survives = () => random() < survival
    const left = ({ durable, pending }: Content): Uint8Array => {
      let bytes: Uint8Array = Uint8Array.from(durable)
      for (const done of pending) bytes = applied(bytes, done, survives)
      return bytes
    }
    return new Map([...names].map(([name, content]) => [name, left(content)]))
  }

  #content(descriptor: number): Content {
    const content = this.#open.get(descriptor)
    if (content === undefined) throw new Error('a descriptor that is not open was used')
    return content
  }

  #step(step: Step): void {
    const code = this.failure(step)
    if (code !== undefined) throw Object.assign(new Error(`${code}: injected at ${step}`), { code })
  }

  #makeDurable(changes: readonly { name: string; content: Content | undefined }[], names: Map<string, Content>): void {
    for (const { name, content } of changes) {
      if (content === undefined) names.delete(name)
      else names.set(name, content)
    }
  }
}

function change(content: Content, done: Change): void {
  content.visible = applied(content.visible, done, () => true)
  content.pending.push(done)
}

/** May change `bytes` in place; what it returns is what counts. */
function applied(bytes: Uint8Array, done: Change, survives: () => boolean): Uint8Array {
  if (done.kind === 'truncate') return survives() ? resized(bytes, done.size) : bytes
  const { position, bytes: written } = done
  let result = bytes
  for (let at = position; at < position + written.length; ) {
    const end = Math.min(position + written.length, (Math.floor(at / SECTOR) + 1) * SECTOR)
    if (survives()) {
      if (result.length < end) result = resized(result, end)
      result.set(written.subarray(at - position, end - position), at)
    }
    at = end
  }
  return result
}

function resized(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size)
  result.set(bytes.subarray(0, size))
  return result
}
