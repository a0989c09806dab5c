import { randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the API's token lies, so that a program can be given the file's name and never the token. */
export const tokenFile = (folder: string): string => join(folder, 'token')

/** The API's bearer token: 256 random bits, made once, readable by its owner alone. */
export function readToken(folder: string): string {
  const file = tokenFile(folder)
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
  const token = readFileSync(file, 'utf8').trim()
  if (!/^[\w-]{43}$/.test(token)) throw new Error(`The sandbox's token file ${file} is damaged; nothing was started. Remove it to get a new token.`)
  return token
}

/** Compares in a time that doesn't tell how much was right. */
export function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}
