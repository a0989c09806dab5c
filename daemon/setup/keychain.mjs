// @ts-check
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Under this name a key is kept in the system's own keychain: `countersign`, account `anthropic`. */
const COMMANDS = /** @type {const} */ ([
  ['security', ['find-generic-password', '-s', 'countersign', '-a', 'anthropic', '-w']],
  ['secret-tool', ['lookup', 'service', 'countersign', 'account', 'anthropic']],
])
/** Milliseconds: a keychain that asks a person for leave is not waited for at the start. */
const longest = 5000

/**
 * The model's key out of the system's keychain (macOS: `security`; Linux: `secret-tool`), where there is one. It is handed over in memory
 * and is neither logged nor stored.
 *
 * @param {NodeJS.ProcessEnv} [environment] in which the keychain's own command is looked for
 * @returns {Promise<string | undefined>}
 */
export async function keyFromKeychain(environment = process.env) {
  for (const [file, args] of COMMANDS) {
    try {
      const { stdout } = await promisify(execFile)(file, [...args], { timeout: longest, env: environment })
      const key = stdout.trim()
      if (/^[\x21-\x7e]{8,500}$/.test(key)) return key
    } catch {
      // no such command, no such entry, or it is locked: then there is no key here
    }
  }
  return undefined
}
