import { parseArgs } from 'node:util'
import { CountersignError } from '../shared/errors.ts'

export interface Options {
  /** 0 takes any free port. */
  readonly port: number
  readonly sandboxPort: number
  readonly sandbox: boolean
}

/** `--port`, `--sandbox-port` and `--no-sandbox`, as `npm start` passes them on. Throws `usage`. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: { port: { type: 'string', default: '9040' }, 'sandbox-port': { type: 'string', default: '9041' }, 'no-sandbox': { type: 'boolean', default: false } },
  })
  return { port: portOf(values.port), sandboxPort: portOf(values['sandbox-port']), sandbox: !values['no-sandbox'] }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port
  throw new CountersignError('usage', `"${text}" is no port, so nothing was started.`, 'Ports go from 0 to 65535.')
}
