import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { resource } from './resource.ts'
import type { Resource } from './resource.ts'

/** The cloud's whole state as it lies on disk. `revision` counts every change. */
const document = z.strictObject({ version: z.literal(1), revision: z.int().min(0), resources: z.array(resource) })
export type CloudDocument = z.infer<typeof document>

const fileOf = (folder: string) => join(folder, 'cloud.json')

/** Reads the state; an absent file is an empty cloud, a damaged one is an error that names it, never an empty cloud. */
export function readDocument(folder: string): CloudDocument {
  const file = fileOf(folder)
  if (!existsSync(file)) return { version: 1, revision: 0, resources: [] }
  try {
    return document.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new Error(`The sandbox's state in ${file} can't be read; nothing was started. Move the file away to begin with an empty sandbox.`, { cause })
  }
}

/** Writes the state so that a crash leaves the old or the new one, whole: temporary file, fsync, rename, fsync of the folder. */
export function writeDocument(folder: string, next: { revision: number, resources: readonly Resource[] }): void {
  const file = fileOf(folder)
  const fresh = `${file}.next`
  const descriptor = openSync(fresh, 'w', 0o600)
  try {
    writeSync(descriptor, JSON.stringify({ version: 1, revision: next.revision, resources: next.resources }, null, 1))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(fresh, file)
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
