// @ts-check
import { spawn } from 'node:child_process'

/** Of what a tool prints, this much of the end is kept to show if it fails, in characters. */
const kept = 4000

/**
 * Runs a tool to its end without a shell. Its output is not shown; the end of it is returned to be shown where the tool fails.
 *
 * @param {string} file @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options] `onLine` sees each line of output
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function command(file, args, { cwd, env, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let line = ''
    /** @param {Buffer} chunk */
    const read = (chunk) => {
      output = (output + chunk).slice(-kept)
      const lines = (line + chunk).split(/[\r\n]+/)
      line = lines.pop() ?? ''
      for (const whole of lines) onLine?.(whole)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (status) => resolve({ ok: status === 0, output }))
  })
}
