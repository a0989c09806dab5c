import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** Milliseconds; a program whose types take longer is too large to be shown as an edit. */
const longest = { types: 120_000, packages: 300_000 }
/** Nothing of the daemon's own environment but what a process needs to be found and to find its settings. */
const plain = (): NodeJS.ProcessEnv => Object.fromEntries(['PATH', 'HOME', 'LANG', 'TMPDIR', 'npm_config_registry', 'npm_config_userconfig', 'npm_config_cache',
  'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'].flatMap(name => process.env[name] === undefined ? [] : [[name, process.env[name]]]))

/**
 * Checks the types of a program in a folder, with the compiler alone: nothing of the program is run, for `tsc` reads and never loads.
 *
 * @returns the compiler's complaints, none where the types are right
 */
export async function checkTypes(folder: string): Promise<string[]> {
  const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js')
  const args = [compiler, '--noEmit', '--pretty', 'false', '--incremental', 'false', '--project', folder]
  try {
    await run(process.execPath, args, { cwd: folder, env: plain(), timeout: longest.types, maxBuffer: 4 << 20 })
    return []
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
    const complaints = output.split('\n').filter(line => /error TS\d+/.test(line))
    return complaints.length > 0 ? complaints : ['the compiler did not come to an end']
  }
}

/** Installs what a folder's lock file names into that folder, and runs no script of any package. @throws Error with npm's own last lines */
export async function installPackages(folder: string, signal?: AbortSignal): Promise<void> {
  const npm = process.env.npm_execpath
  const [file, ...before] = npm !== undefined && /npm-cli\.c?js$/.test(npm) ? [process.execPath, npm] : ['npm']
  const args = [...before, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--no-progress']
  try {
    await run(file ?? 'npm', args, { cwd: folder, env: plain(), timeout: longest.packages, maxBuffer: 4 << 20, ...(signal && { signal }) })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').slice(-3).join(' ') : String(error)
    throw new Error(`the packages could not be installed: ${said}`.slice(0, 600), { cause: error })
  }
}
