// @ts-check
import path from 'node:path'
import { ensureEngine, ensureExtension, ensurePrograms } from './ensure-built.mjs'
import { areDependenciesThere, ensureDependencies } from './ensure-dependencies.mjs'
import { continueUnderNode, installNode, isNodeThere } from './ensure-node.mjs'
import { alone } from './lock.mjs'
import { requirePlatform } from './platform.mjs'
import { memory, root } from './project.mjs'

/** @param {boolean} built */
async function ensureAll(built) {
  await ensureDependencies(root)
  if (!built) return
  await ensureEngine()
  await ensurePrograms()
  await ensureExtension()
}

/** @template T @param {() => Promise<T>} work */
const oneAtATime = (work) => alone(path.join(memory, 'setup.lock'), (holder) => {
  process.stderr.write(`… waiting for process ${holder}, which is setting up the same checkout\n`)
}, work)

/**
 * Makes true what every command of this project needs: a Node that runs TypeScript, the locked packages, and what is built from the
 * sources. What is true already costs some milliseconds.
 *
 * @param {string} script the calling script, which is run again if another Node is needed
 * @param {{ built?: boolean }} [options] `built: false` leaves the extension and the engine alone
 * @returns {Promise<boolean>} false where the script was run again under another Node, and has ended
 */
export async function prepare(script, { built = true } = {}) {
  requirePlatform()
  if (!isNodeThere()) await oneAtATime(installNode)
  if (!await continueUnderNode(script, process.argv.slice(2))) return false
  // Who needs nothing that is built and has its packages takes no lock: a command must not wait for a build, nor write anything.
  if (built || !areDependenciesThere(root)) await oneAtATime(() => ensureAll(built))
  return true
}
