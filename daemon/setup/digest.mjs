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
 * Runs `build` unless the sources are those of the last time and what it made is still there.
 *
 * @param {{ stamp: string, digest: string, makes: string }} what `stamp` is the file that keeps the digest
 * @param {() => Promise<void>} build
 */
export async function unlessSame({ stamp, digest, makes }, build) {
  if (existsSync(makes) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  await build()
  mkdirSync(path.dirname(stamp), { recursive: true })
  writeFileSync(stamp, digest)
}
