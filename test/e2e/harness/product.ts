import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { daemonCommand } from '../../../daemon/setup/daemon-command.mjs'
import { extensionFolder } from '../../../daemon/setup/ensure-built.mjs'
import { root } from '../../../daemon/setup/project.mjs'
import { artifacts } from './artifacts.ts'
import { startChromium, type Chromium } from './browser.ts'
import { removeFolder } from './folder.ts'
import { pipe, type Piped } from './piped.ts'
import { seedOfThisRun } from './seed.ts'
import { Terminal } from './terminal.ts'

/** The whole product, as it runs in a person's terminal, in a folder and on ports of its own. */
export interface Product {
  /** The daemon's folder (COUNTERSIGN_HOME). */
  readonly home: string
  /** The daemon's terminal; another one after `restart`. */
  readonly terminal: Terminal
  /** Where the daemon listens, as 127.0.0.1:PORT. */
  readonly authority: string
  /** Address of the sandbox's console. */
  readonly console: string
  /** Opens a browser at the console with the built extension, which knows where the daemon listens. */
  browse(file: string, profile?: string): Promise<Chromium>
  /** Runs `countersign` in a terminal of its own. */
  command(...args: string[]): Terminal
  /** Runs `countersign` as a program does: `--json`, pipes, no terminal. */
  json(...args: string[]): Piped
  /** The environment that everything of this product runs in. */
  readonly environment: Readonly<Record<string, string>>
  /** Ends the daemon in order (Ctrl-C), or by force, and starts it again at the same ports; `between` is done while none runs. */
  restart(signal?: NodeJS.Signals, between?: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export interface ProductOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** The very first start, which deploys the sandbox's stacks; otherwise the daemon finds them deployed. */
  readonly fresh?: boolean
}

const cli = path.join(root, 'daemon/cli/countersign.mjs')

/** Milliseconds for the very first start, which compiles and deploys two Pulumi programs. */
const firstStart = 180_000

/** Starts the daemon and its sandbox, and waits until both are ready. */
export async function startProduct({ environment = {}, fresh = false }: ProductOptions = {}): Promise<Product> {
  // Short, because a Unix socket lies in it.
  const folder = mkdtempSync(path.join(tmpdir(), 'cs-'))
  const home = path.join(folder, 'home')
  const seed = fresh ? undefined : await seedOfThisRun(grow)
  if (seed) seed.plant(home)
  else mkdirSync(home, { mode: 0o700 })
  // HOME too: nothing of the person who runs the tests is read or written, neither their Pulumi login nor their settings.
  const env = { PATH: process.env.PATH ?? '', HOME: folder, TERM: 'xterm-256color', LANG: 'C.UTF-8', COUNTERSIGN_HOME: home, ...environment }
  const browsers: Chromium[] = []
  const terminals: Terminal[] = []
  const run = (...args: readonly string[]): Terminal => {
    const terminal = new Terminal(process.execPath, args, { cwd: folder, env })
    terminals.push(terminal)
    return terminal
  }
  const start = async (port: string, sandboxPort: string): Promise<Running> => {
    const terminal = run(...daemonCommand({ port, sandboxPort }))
    const [, authority = ''] = await terminal.read(/countersign ready on (127\.0\.0\.1:\d+)/, 0, firstStart)
    const [, console = ''] = await terminal.read(/sandbox's console: (http:\/\/127\.0\.0\.1:\d+\S*)/)
    return { terminal, authority, console }
  }
  const close = async (): Promise<void> => {
    for (const browser of browsers) await browser.close()
    for (const terminal of terminals) terminal.kill()
    await Promise.all(terminals.map((terminal) => terminal.ended))
    keepScreens(folder, terminals)
    await removeFolder(folder)
  }
  let running: Running
  try {
    running = await start('0', seed?.sandboxPort ?? '0')
  } catch (error) {
    await close()
    throw error
  }
  return {
    home, environment: env, close,
    get terminal() { return running.terminal },
    get authority() { return running.authority },
    get console() { return running.console },
    async browse(file, profile) {
      const place = { address: running.console, authority: running.authority, ...(profile === undefined ? {} : { profile }) }
      const chromium = await startChromium({ file, extension: extensionFolder, ...place })
      browsers.push(chromium)
      return chromium
    },
    command: (...args) => run(cli, ...args),
    json: (...args) => pipe(process.execPath, [cli, ...args, '--json'], env),
    async restart(signal = 'SIGINT', between) {
      running.terminal.kill(signal)
      await running.terminal.ended
      await between?.()
      running = await start(new URL(`http://${running.authority}`).port, portOf(running.console))
    },
  }
}

interface Running {
  readonly terminal: Terminal
  readonly authority: string
  readonly console: string
}

const portOf = (address: string): string => new URL(address).port

/** Starts the product once and ends it in order, so that its folder can be copied. */
async function grow(home: string): Promise<{ readonly sandboxPort: string }> {
  const product = await startProduct({ fresh: true, environment: { COUNTERSIGN_HOME: home } })
  product.terminal.kill('SIGINT')
  await product.terminal.ended
  await product.close()
  return { sandboxPort: portOf(product.console) }
}

/** What was on the screens, for whoever looks into a test that failed. */
function keepScreens(folder: string, terminals: readonly Terminal[]): void {
  mkdirSync(artifacts, { recursive: true })
  writeFileSync(path.join(artifacts, `terminals-${path.basename(folder)}.log`), terminals.map(({ text }) => text).join('\n────\n'))
}
