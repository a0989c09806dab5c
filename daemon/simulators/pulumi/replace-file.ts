import { chmodSync, existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'

/**
 * Puts a content in the place of a person's file, whole or not at all. What they made of the file stays: who may read it, and where a link
 * leads. The unfinished file is always a new one: a link that lies at its name would send the content elsewhere.
 */
export function replaceFile(file: string, content: string | Uint8Array): void {
  const place = existsSync(file) ? realpathSync(file) : file
  const mode = existsSync(place) ? statSync(place).mode & 0o777 : 0o600
  const unfinished = `${place}.next`
  rmSync(unfinished, { force: true })
  writeFileSync(unfinished, content, { flag: 'wx', mode })
  chmodSync(unfinished, mode) // whatever the umask
  renameSync(unfinished, place)
}
