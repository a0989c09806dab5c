// @ts-check
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { SetupFailure } from './failure.mjs'

/** The holder touches its lock this often; one untouched for longer than `abandoned` belongs to nobody, whatever its process id says. */
const heartbeat = 2000
const abandoned = 20_000

/** Longer than the slowest first set-up that we have seen; then something hangs, and waiting on would hide it. */
const patience = 15 * 60_000

/**
 * Runs `work` while no other process of this checkout does the same: two starts at once would install over each other.
 *
 * @template T @param {string} file the lock @param {(holder: string) => void} onWait told once, if another process holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` returned
 */
export async function alone(file, onWait, work) {
  const until = Date.now() + patience
  for (let told = false; !take(file); told = true) {
    const holder = ownerOf(file)
    if (!told && holder) onWait(holder)
    if (Date.now() > until) {
      throw new SetupFailure(`Process ${holder} has been setting up for 15 minutes; nothing was changed.`, `End it, or delete ${file}.`)
    }
    await wait(200)
  }
  const beating = setInterval(() => utimesSync(file, new Date(), new Date()), heartbeat)
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beating)
    process.off('exit', release)
    release()
  }
}

/** Takes the lock if it is free or abandoned. @param {string} file */
function take(file) {
  mkdirSync(path.dirname(file), { recursive: true })
  const mine = `${file}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    // A link appears whole or not at all, with its content; exclusive creation would show an empty file for a moment.
    linkSync(mine, file)
    return true
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    if (isAbandoned(file)) dismiss(file)
    return false
  } finally {
    rmSync(mine, { force: true })
  }
}

/** Removes an abandoned lock: renamed first, so that of two processes that see it abandoned only one removes it. @param {string} file */
function dismiss(file) {
  const aside = `${file}.abandoned.${process.pid}`
  try {
    renameSync(file, aside)
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
  rmSync(aside, { force: true })
}

/** @param {string} file */
function isAbandoned(file) {
  const owner = Number(ownerOf(file))
  const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs
  if (!owner || touched === undefined) return false
  return Date.now() - touched > abandoned || !isAlive(owner)
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

/** @param {string} file @returns {string} the holder's process id, or '' if the lock has just been released */
function ownerOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return ''
    throw error
  }
}

/** @param {unknown} error @param {string} code */
const isCode = (error, code) => error instanceof Error && 'code' in error && error.code === code
