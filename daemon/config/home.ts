import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
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
