import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * Where everything of this daemon lives: `COUNTERSIGN_HOME`, or `~/.countersign`. Made with 0700 where it is missing; a folder that
 * others may read is closed to them, because the transport key, the audit key and the operator's socket are in it.
 *
 * @throws Error with a sentence when the place is no folder or belongs to somebody else
 */
export function openHome(environment: NodeJS.ProcessEnv = process.env): string {
  const home = resolve(environment.COUNTERSIGN_HOME || join(homedir(), '.countersign'))
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const stat = lstatSync(home)
  if (!stat.isDirectory()) throw new Error(`${home} is not a folder; nothing was started. Set COUNTERSIGN_HOME to a folder of your own.`)
  if (process.getuid && stat.uid !== process.getuid()) {
    throw new Error(`${home} belongs to another user; nothing was started. Set COUNTERSIGN_HOME to a folder of your own.`)
  }
  if ((stat.mode & 0o077) !== 0) chmodSync(home, 0o700)
  return home
}

/**
 * Closes to everybody else what engines and programs left in the home, which make their files as their tools do. (The store looks after its
 * own.) For the start of the daemon and not for every command: it reads all that is there.
 */
export function closeLeftovers(home: string): void {
  for (const name of ['sandbox', 'simulator']) closeToOthers(join(home, name))
}

/** Takes away from everybody else what they may do with a folder and all that is in it. What a link leads to is not ours to close. */
function closeToOthers(place: string): void {
  try {
    const stat = lstatSync(place)
    if (!stat.isDirectory() && !stat.isFile()) return
    if ((stat.mode & 0o077) !== 0) chmodSync(place, stat.mode & 0o700)
    if (stat.isDirectory()) for (const name of readdirSync(place)) closeToOthers(join(place, name))
  } catch (error) {
    // an engine that works there removes its own files: what is gone is open to nobody
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
