import { CommandError, exitCodes, internalError } from './errors.ts'
import { VERSION } from './version.ts'

/** The command's own process: its arguments in, one line on stderr for what went wrong, its exit status out. */
async function main(): Promise<number> {
  const words = process.argv.slice(2)
  if (words[0] === 'version' || words[0] === '--version') {
    process.stdout.write(`${VERSION}\n`)
    return exitCodes.success
  }
  try {
    const { runCommand } = await import('./cli/commands.ts')
    return await runCommand(words, process.env, process.cwd())
  } catch (error) {
    if (error instanceof CommandError) {
      process.stderr.write(`error: ${error.message}\n`)
      return error.exitCode
    }
    process.stderr.write(`error: ${internalError(error)}\n`)
    return exitCodes.internal
  }
}

// Whoever read along may be gone; what was begun is finished and written down all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
const status = await main()
// What was written to a pipe leaves before the process does; connections that are still open don't keep it.
process.stdout.write('', () => process.stderr.write('', () => process.exit(status)))
