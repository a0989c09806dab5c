// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Folders that hold no sources of ours. */
const foreign = new Set(['node_modules', 'dist', '.output', '.wxt', '.artifacts'])

/**
 * SHA-256 over the names and contents of files and folders; what does not exist is left out. Tests do not go into what is built.
 *
 * @param {string} root @param {readonly string[]} parts paths below root
 */
export function digestOf(root, parts) {
  const hash = createHash('sha256')
  for (const part of parts) {
    for (const file of filesOf(path.join(root, part))) hash.update(`${path.relative(root, file)}\0`).update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** @param {string} place @returns {string[]} in a fixed order */
function filesOf(place) {
  const stat = statSync(place, { throwIfNoEntry: false })
  if (!stat) return []
  if (stat.isFile()) return /\.test\.tsx?$/.test(place) ? [] : [place]
  return readdirSync(place).filter((name) => !foreign.has(name)).sort().flatMap((name) => filesOf(path.join(place, name)))
}

/**
 * Something that is built: the file that keeps the digest of its sources, their digest now, and one file or folder that the build makes.
 *
 * @typedef {{ stamp: string, digest: string, makes: string }} Built
 */

/** Whether it was built of the same sources the last time, and is still there. @param {Built} what */
export function isSame({ stamp, digest, makes }) {
  return existsSync(makes) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
}

/**
 * Runs `build` unless that was done of the same sources the last time.
 *
 * @param {Built} what @param {() => Promise<void>} build
 */
export async function unlessSame(what, build) {
  if (isSame(what)) return
  await build()
  mkdirSync(path.dirname(what.stamp), { recursive: true })
  writeFileSync(what.stamp, what.digest)
}
