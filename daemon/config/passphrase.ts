import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { createInterface } from 'node:readline/promises'
import { CountersignError } from '../../shared/errors.ts'
import type { PassphraseSource } from './projects.ts'

/**
 * Fetches a project's passphrase from where its configuration says. It stays in memory; it is not stored, logged or shown.
 *
 * @returns undefined where the project needs none, or where it must be asked for and there is no terminal to ask at
 * @throws Error with a sentence that names the source, never its content
 */
export async function readPassphrase(
  source: PassphraseSource, project: string, environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  switch (source.from) {
    case 'none': return undefined
    case 'environment': return environment[source.variable]
    case 'file':
      try { return readFileSync(source.path, 'utf8').replace(/\r?\n$/, '') } catch {
        throw new Error(`The passphrase file of ${project} can't be read; the project stays closed. Look at "passphrase" in countersign.yaml.`)
      }
    case 'prompt': return process.stdin.isTTY ? await ask(`Passphrase of ${project}: `) : undefined
  }
}

/**
 * Asks on the terminal without showing what is typed.
 *
 * @throws CountersignError `stopped` at Ctrl-C or at the end of the input
 */
async function ask(question: string): Promise<string> {
  // readline echoes what it is given an output for: this one swallows it
  const silent = new Writable({ write: (_chunk, _encoding, done) => { done() } })
  // Before the question: from here on the terminal itself echoes nothing, however fast somebody types.
  const line = createInterface({ input: process.stdin, output: silent, terminal: true })
  process.stderr.write(question)
  const given = new AbortController()
  line.once('SIGINT', () => given.abort()).once('close', () => given.abort())
  try {
    return await line.question('', { signal: given.signal })
  } catch {
    throw new CountersignError('stopped', 'No passphrase was given, so the daemon was not started; nothing was changed.',
      'Start it again, or say in countersign.yaml where the passphrase comes from.')
  } finally {
    line.close()
    process.stderr.write('\n')
  }
}
