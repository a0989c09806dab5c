// @ts-check
import { parseArgs } from 'node:util'

const usage = `usage: npm start [-- OPTIONS]
  --no-browser         open no browser window
  --port PORT          where the daemon listens, 9040 unless told
  --sandbox-port PORT  where the sandbox listens, 9041 unless told
COUNTERSIGN_HOME names the folder for its files, ~/.countersign unless told.`

/** @typedef {{ browser: boolean, port: string | undefined, sandboxPort: string | undefined }} StartOptions */

/**
 * Reads the options of `npm start`. What it can't read, and `--help`, end in the usage.
 *
 * @param {string[]} args @returns {StartOptions | undefined} undefined where there is nothing to start; the exit status is set
 */
export function readStartOptions(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'no-browser': { type: 'boolean' }, port: { type: 'string' }, 'sandbox-port': { type: 'string' }, help: { type: 'boolean', short: 'h' },
      },
    })
    for (const port of [values.port, values['sandbox-port']]) if (port !== undefined) requirePort(port)
    if (!values.help) return { browser: !values['no-browser'], port: values.port, sandboxPort: values['sandbox-port'] }
    process.stdout.write(`${usage}\n`)
  } catch (error) {
    if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error
    process.stderr.write(`${error.message}\n${usage}\n`)
    process.exitCode = 2
  }
  return undefined
}

/** @param {string} text */
function requirePort(text) {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new RangeError(`"${text}" is no port; ports go from 0 to 65535.`)
}
