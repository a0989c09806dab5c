// @ts-check
import { spawn } from 'node:child_process'
import os from 'node:os'
import path from 'node:path'
import { daemonCommand } from './daemon-command.mjs'
import { ensureBrowser } from './ensure-browser.mjs'
import { extensionFolder } from './ensure-built.mjs'
import { reportFailure } from './failure.mjs'
import { openBrowser, withoutDisplay } from './open-browser.mjs'
import { prepare } from './prepare.mjs'
import { readStartOptions } from './start-options.mjs'

/**
 * `npm start` and `countersign start`: sets everything up, then runs it.
 *
 * @param {string} script the calling script @param {string[]} args its options
 */
export async function start(script, args) {
  try {
    const options = readStartOptions(args)
    if (options && await prepare(script)) process.exitCode = await run(options)
  } catch (error) {
    reportFailure(error)
  }
}

/** The normal case: the browser in which the person is logged in to their consoles. */
const clicks = `For the browser that you use every day:
  1. open chrome://extensions
  2. switch on Developer mode
  3. press Load unpacked and choose ${extensionFolder}`

/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`)

/**
 * Runs the daemon in this terminal until it ends, and opens a browser window once it is ready.
 *
 * @param {import('./start-options.mjs').StartOptions} options
 * @returns {Promise<number>} the daemon's exit status
 */
async function run({ browser, port, sandboxPort }) {
  const window = browser ? await findWindow() : undefined
  const daemon = spawn(process.execPath, daemonCommand({ port, sandboxPort }), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  /** @type {() => Promise<void>} */
  let closeWindow = async () => undefined
  daemon.on('message', async (message) => {
    const ready = readyMessage(message)
    if (!ready) return
    say(clicks)
    if (!window) return
    try {
      const place = { profile: path.join(home(), 'browser'), extension: extensionFolder, ...ready }
      closeWindow = (await openBrowser(window, place)).close
    } catch (error) {
      say(`The browser window could not be set up: ${error instanceof Error ? error.message : error}. Everything else runs.`)
    }
  })
  // Ctrl-C reaches the whole foreground group; the daemon decides when it has finished, and this process waits for it.
  process.on('SIGINT', () => undefined)
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => daemon.kill(signal))
  return new Promise((resolve, reject) => {
    daemon.on('error', reject)
    daemon.on('exit', (status, signal) => {
      void closeWindow().then(() => resolve(status ?? (signal === 'SIGINT' ? 130 : 143)))
    })
  })
}

/** The browser to open a window of; says why where there is none. */
async function findWindow() {
  const missing = withoutDisplay()
  const found = missing ? undefined : await ensureBrowser()
  const reason = missing ?? (found?.browser ? undefined : found?.reason)
  if (reason) say(`No browser window: ${reason}. The same job runs in a second terminal: npx countersign`)
  return found?.browser
}

/** Where the daemon keeps its files; the window's profile is beside them. */
const home = () => path.resolve(process.env.COUNTERSIGN_HOME || path.join(os.homedir(), '.countersign'))

/**
 * What the daemon says once it is ready: where it listens, and the address of the sandbox's console where there is one.
 *
 * @param {unknown} message
 */
function readyMessage(message) {
  if (typeof message !== 'object' || message === null || !('ready' in message) || typeof message.ready !== 'string') return undefined
  const address = 'sandbox' in message && typeof message.sandbox === 'string' ? message.sandbox : 'about:blank'
  return { authority: message.ready, address }
}
