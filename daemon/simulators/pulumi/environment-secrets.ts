import { isAbsolute } from 'node:path'
import { readFileSync, statSync } from 'node:fs'
import { isWithheld } from '../../engine/index.ts'

/** What the names of variables (and of the fields of a key file) end with that hold a secret. */
const secretName = /(token|secret|passw(or)?d|passphrase|credentials?|connection_?string|(^|_)(key|pat|pass|auth|apikey))$/i
/** A variable that names the file in which the secret stands. */
const secretFile = /(TOKEN|SECRET|PASSWORD|KEY|CREDENTIALS)_FILE$/i
/** Shorter values of the daemon's own environment are words, which would blacken what everybody may read. */
const shortest = 8
/** A key file has a few thousand bytes; what is larger is none, and too long to be searched for in every line. */
const largest = 10_000

type Variables = Readonly<Record<string, string | undefined>>

/**
 * The secrets that a program and its providers find in their environment: what the project is given, and what the daemon was started with,
 * for they inherit that whole. What is withheld from them can't be repeated by them.
 *
 * @param inherited the daemon's own
 * @param given the project's own, where each value of such a name is one, be it short
 */
export function environmentSecrets(inherited: Variables, given: Variables): string[] {
  const own = Object.entries(inherited).filter(([name]) => !isWithheld(name) && !(name in given))
  return [
    ...own.flatMap(secretsOf).filter(value => value.length >= shortest),
    ...Object.entries(given).flatMap(secretsOf),
  ]
}

function secretsOf([name, value = '']: [string, string | undefined]): string[] {
  if (secretFile.test(name)) return readKeyFile(value)
  if (!secretName.test(name)) return passwordOf(value)
  // GOOGLE_APPLICATION_CREDENTIALS and its like name a file or hold what would stand in it
  return isAbsolute(value) && isFile(value) ? readKeyFile(value) : [value, ...fieldsOf(value)]
}

/** Of an address such as `postgres://user:password@host`, as it stands there and as it is meant. */
function passwordOf(value: string): string[] {
  const [, written] = /^[a-z][\w+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/i.exec(value) ?? []
  if (written === undefined) return []
  try {
    return [written, decodeURIComponent(written)]
  } catch (error) {
    if (error instanceof URIError) return [written] // a `%` that stands for itself
    throw error
  }
}

function readKeyFile(path: string): string[] {
  if (!isFile(path)) return []
  try {
    const text = readFileSync(path, 'utf8').trim()
    const fields = fieldsOf(text)
    return fields.length > 0 ? fields : [text]
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [] // one that we may not read, a program of ours may not either
    throw error
  }
}

function isFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && found.isFile() && found.size <= largest
}

/** The secret fields of a key in JSON (a service account's, a client's); none where it is something else. */
function fieldsOf(text: string): string[] {
  if (!text.startsWith('{')) return []
  try {
    return namedSecrets(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return [] // it only begins like JSON
    throw error
  }
}

function namedSecrets(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => typeof part === 'string' && secretName.test(name) ? [part] : namedSecrets(part))
}
