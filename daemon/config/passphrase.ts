import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { createInterface } from 'node:readline/promises'
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

/** Asks on the terminal without showing what is typed. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question)
  // readline echoes what it is given an output for: this one swallows it
  const silent = new Writable({ write: (_chunk, _encoding, done) => { done() } })
  const line = createInterface({ input: process.stdin, output: silent, terminal: true })
  try { return await line.question('') } finally { line.close(); process.stderr.write('\n') }
}
