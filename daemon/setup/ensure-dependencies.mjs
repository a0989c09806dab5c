// @ts-check
import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { SetupFailure } from './failure.mjs'
import { npmCleanInstall, npmHint } from './npm.mjs'
import { step } from './progress.mjs'

/**
 * An entry of a lock file: https://docs.npmjs.com/cli/configuring-npm/package-lock-json#packages
 * @typedef {string | string[]} Names
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: Names, cpu?: Names, libc?: unknown }} Entry
 * @typedef {Record<string, Entry>} Packages
 */

/** Whether exactly the locked packages are installed. @param {string} root the checkout */
export function areDependenciesThere(root) {
  const folder = path.join(root, 'node_modules')
  // A linked node_modules belongs to another checkout; `npm ci` would empty that one.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return true
  return isInstalled(packagesOf(path.join(root, 'package-lock.json')), packagesOf(path.join(folder, '.package-lock.json')))
}

/** Installs the locked packages where what is installed is not exactly them. @param {string} root the checkout */
export async function ensureDependencies(root) {
  if (areDependenciesThere(root)) return
  const folder = path.join(root, 'node_modules')
  const locked = packagesOf(path.join(root, 'package-lock.json'))
  const total = Object.entries(locked).filter(([name, entry]) => isTopmost(name) && fits(entry)).length
  await step('installing packages', async (progress) => {
    const counting = setInterval(() => progress(`${Math.min(count(folder), total)} of ${total}`), 1000)
    const { ok, output } = await npmCleanInstall(root).finally(() => clearInterval(counting))
    if (!ok) throw new SetupFailure('The packages could not be installed.', npmHint, output)
    return `${count(folder)} packages installed`
  })
}

/**
 * Whether exactly the locked packages are there. npm writes its own record (`node_modules/.package-lock.json`) when an install is
 * complete, so that one that was cut off, or made for another platform, shows.
 *
 * @param {Packages} locked @param {Packages} installed
 */
export function isInstalled(locked, installed) {
  const names = new Set([...Object.keys(locked), ...Object.keys(installed)])
  names.delete('')
  for (const name of names) {
    const [wanted, there] = [locked[name], installed[name]]
    if (!wanted) return false
    if (there ? there.version !== wanted.version || there.integrity !== wanted.integrity : isMissed(wanted)) return false
  }
  return names.size > 0
}

/**
 * Whether a package that is not there should be. Optional ones are for other platforms, or belong to one that is; those of two C libraries
 * (glibc, musl) cannot be told apart here and are left to npm. @param {Entry} entry
 */
const isMissed = (entry) => !entry.optional || (entry.os !== undefined && entry.libc === undefined && fits(entry))

/** Whether a package is made for this platform. @param {Entry} entry */
function fits({ os, cpu }) {
  /** @param {string | string[] | undefined} list @param {string} value */
  const allows = (list, value) => {
    const names = list === undefined ? [] : [list].flat()
    if (names.includes(`!${value}`)) return false
    return names.every((name) => name.startsWith('!')) || names.includes(value)
  }
  return allows(os, process.platform) && allows(cpu, process.arch)
}

/** @param {string} file @returns {Packages} empty where there is none */
function packagesOf(file) {
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

/** Whether an entry lies directly in node_modules, where `count` sees it. @param {string} name */
const isTopmost = (name) => name.lastIndexOf('node_modules/') === 0

/** How many packages lie directly in a node_modules by now. @param {string} folder @returns {number} */
function count(folder) {
  if (!existsSync(folder)) return 0
  let packages = 0
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.')) continue
    if (name.startsWith('@')) packages += readdirSync(path.join(folder, name)).length
    else packages += 1
  }
  return packages
}
