import { parseArgs } from 'node:util'
import { startCloud } from './server.ts'

/** Runs the sandbox cloud by itself: `node infrastructure/cloud/main.ts --folder FOLDER [--port 9041]`, until SIGINT or SIGTERM. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '9041' }, folder: { type: 'string' }, 'with-parent': { type: 'boolean' } } })
const port = Number(values.port)
if (values.folder === undefined || !Number.isInteger(port) || port < 0 || port > 65535) {
  process.stderr.write('Use: node infrastructure/cloud/main.ts --folder FOLDER [--port 0..65535]\n')
  process.exit(2)
}
// what is kept here is its owner's alone, whatever makes the file
process.umask(0o077)
try {
  const cloud = await startCloud({ port, folder: values.folder })
  process.stdout.write(`sandbox ready on ${cloud.url} (a sandbox, no real cloud)\n`)
  let closing = false
  const close = () => {
    if (closing) return
    closing = true
    void cloud.close().then(() => process.exit(0))
  }
  process.on('SIGINT', close)
  process.on('SIGTERM', close)
  // Whoever started it holds the other end of its input: when that one is gone, kill -9 included, the sandbox goes as well.
  if (values['with-parent']) process.stdin.on('end', close).on('error', close).resume()
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  process.stderr.write(taken ? `Port ${port} is taken; the sandbox was not started. Choose another with --port.\n` : `${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
