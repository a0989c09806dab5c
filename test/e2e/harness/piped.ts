import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** A command whose input and output are pipes, as a program runs it. */
export interface Piped {
  /** Writes a line to its standard input. */
  type(line: string): void
  /** Ends its input and waits for its end. */
  readonly result: Promise<PipedResult>
}

export interface PipedResult {
  readonly status: number | null
  readonly output: string
  readonly complaints: string
  /** Its output as JSON, one value a line. */
  readonly values: readonly Record<string, unknown>[]
}

export function pipe(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Piped {
  const child = spawn(file, args, { env: { ...env }, stdio: 'pipe' })
  const status = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const printed = Promise.all([status, text(child.stdout), text(child.stderr)])
  return {
    type: (line) => void child.stdin.write(`${line}\n`),
    get result() {
      child.stdin.end()
      return printed.then(([code, output, complaints]) => ({
        status: code, output, complaints,
        get values() { return output.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>) },
      }))
    },
  }
}
