import fs from 'node:fs'
import path from 'node:path'
import { realFiles } from './files.ts'

/**
 * How one store takes the place of another. A rename is the last step and the only one that counts: whenever it ends, by kill -9 or a power
 * cut, one of the two is whole in that place, and the next start clears away the rest.
 */

/** What an incoming store and its journal are called; only the holder of the store's lock makes one. */
export const incomingOf = (file: string): string => `${file}.${process.pid}.incoming`
const isIncoming = (name: string): boolean => /\.\d+\.incoming(\.blank)?(-journal)?$/.test(name)

/**
 * Puts `incoming`, closed and on the disk, in the place of `file`. What was there keeps a name of its own.
 * @returns that name; undefined where there was no store
 */
export function putInPlace(file: string, incoming: string): string | undefined {
  if (!fs.existsSync(file)) {
    fs.renameSync(incoming, file)
    return undefined
  }
  const replaced = `${file}.replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  // A second name and not a rename: in between there would be no store at all.
  fs.linkSync(file, replaced)
  if (fs.existsSync(`${file}-journal`)) {
    fs.linkSync(`${file}-journal`, `${replaced}-journal`)
    realFiles.syncFolder(path.dirname(file))
    // It belongs to what is replaced: played back into the other it would destroy it.
    fs.rmSync(`${file}-journal`)
  }
  realFiles.syncFolder(path.dirname(file))
  fs.renameSync(incoming, file)
  return replaced
}

/**
 * Clears away what is left of a restore that ended before the other store was in place; for the holder of the lock.
 * @returns whether there was one: then the store is the one from before it
 */
export function clearUnfinished(file: string): boolean {
  const [folder, name] = [path.dirname(file), path.basename(file)]
  const left = fs.readdirSync(folder).filter((each) => each.startsWith(`${name}.`)).map((each) => path.join(folder, each))
  const names = left.filter((each) => each.startsWith(`${file}.replaced-`) && !each.endsWith('-journal') && isSame(each, file))
  for (const second of names) {
    if (fs.existsSync(`${second}-journal`) && !fs.existsSync(`${file}-journal`)) fs.renameSync(`${second}-journal`, `${file}-journal`)
    for (const each of [`${second}-journal`, second]) fs.rmSync(each, { force: true })
  }
  const incoming = left.filter(isIncoming)
  for (const each of incoming) fs.rmSync(each, { force: true })
  if (names.length + incoming.length === 0) return false
  realFiles.syncFolder(folder)
  return true
}

/** Two names of one file. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((each) => fs.lstatSync(each, { bigint: true, throwIfNoEntry: false }))
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
}
