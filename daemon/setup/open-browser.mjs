// @ts-check
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { devtools } from './devtools-pipe.mjs'

/** How long the sidebar may take to appear, in milliseconds: a cold browser on a slow disk. */
const patience = 20_000
const pressAgain = 3000

/**
 * Whether a window can be opened here, and if not, why.
 *
 * @param {NodeJS.ProcessEnv} [env] @param {NodeJS.Platform} [platform]
 * @returns {string | undefined} the reason, undefined where there is a display
 */
export function withoutDisplay(env = process.env, platform = process.platform) {
  if (platform === 'darwin') return env.SSH_CONNECTION ? 'this is a remote session' : undefined
  return env.DISPLAY || env.WAYLAND_DISPLAY ? undefined : 'there is no display'
}

/**
 * Opens a window of a browser with a profile of its own, the extension loaded, at `address`, the sidebar beside it.
 *
 * The extension is loaded over the debugging pipe: Google Chrome ignores `--load-extension` since 137, and one way for all browsers is one
 * to test. The window ends with the process that opened it.
 *
 * @param {import('./find-browser.mjs').Browser} browser
 * @param {{ profile: string, extension: string, address: string, authority?: string, flags?: readonly string[] }} options `authority`
 *   is where the sidebar finds the daemon
 * @returns {Promise<{ id: string, close: () => Promise<void> }>} the extension's id
 */
export async function openBrowser(browser, { profile, extension, address, authority, flags = [] }) {
  mkdirSync(profile, { recursive: true, mode: 0o700 })
  const root = process.getuid?.() === 0
  const args = [
    `--user-data-dir=${profile}`, '--remote-debugging-pipe', '--enable-unsafe-extension-debugging', '--no-first-run',
    '--no-default-browser-check', '--window-size=1440,900', '--hide-crash-restore-bubble',
    // Chromium's own sandbox does not start as root.
    ...(root ? ['--no-sandbox', '--test-type'] : []), ...flags, address,
  ]
  const child = spawn(browser.file, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
  /** @type {Promise<never>} */
  const ended = new Promise((_, reject) => {
    child.on('error', reject)
    child.on('exit', () => reject(new Error('the browser ended; a window with the same profile may still be open')))
  })
  /** @type {Promise<void>} */
  const gone = new Promise((resolve) => void child.on('close', () => resolve()))
  const close = () => {
    child.kill()
    return gone
  }
  const toBrowser = /** @type {import('node:stream').Writable} */ (child.stdio[3])
  const fromBrowser = /** @type {import('node:stream').Readable} */ (child.stdio[4])
  const call = devtools(toBrowser, fromBrowser)
  try {
    const { id } = await Promise.race([call('Extensions.loadUnpacked', { path: extension }), ended])
    if (authority !== undefined) await Promise.race([pointTo(call, String(id), authority), ended])
    await Promise.race([openSidebar(call, String(id), address), ended])
    return { id: String(id), close }
  } catch (error) {
    void close()
    throw error
  } finally {
    ended.catch(() => { /* told to whoever waited above; later the window's end is the person's own doing */ })
  }
}

/**
 * Tells the extension where the daemon listens, by the setting that it has for another port. A worker that has just been started has no
 * `chrome.storage` yet on a busy machine, so what was kept is read back and told again until it is there.
 *
 * @param {ReturnType<typeof devtools>} call @param {string} id @param {string} authority
 */
async function pointTo(call, id, authority) {
  const worker = await appears(call, ({ type, url }) => type === 'service_worker' && url.startsWith(`chrome-extension://${id}/`))
  const { sessionId } = await call('Target.attachToTarget', { targetId: worker.targetId, flatten: true })
  const expression = `chrome.storage.local.set(${JSON.stringify({ authority })}).then(() => chrome.storage.local.get('authority')).then(kept => kept.authority)`
  const kept = await within(patience, async () => {
    const { result } = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, String(sessionId))
    return /** @type {{ value?: unknown }} */ (result).value === authority
  })
  await call('Target.detachFromTarget', { sessionId })
  if (!kept) throw new Error(`the sidebar could not be told that the daemon listens on ${authority}`)
}

/**
 * Presses the extension's button in the toolbar until the sidebar is there: right after loading, the extension may not listen yet.
 *
 * @param {ReturnType<typeof devtools>} call @param {string} id @param {string} address
 */
async function openSidebar(call, id, address) {
  const own = `chrome-extension://${id}/`
  await appears(call, ({ type, url }) => type === 'service_worker' && url.startsWith(own))
  const tab = await appears(call, ({ type, url }) => type === 'tab' && url.startsWith(address.startsWith('http') ? new URL(address).origin : address))
  for (const until = Date.now() + patience; Date.now() < until;) {
    await call('Extensions.triggerAction', { id, targetId: tab.targetId })
    // Pressed again too early, the button would close what is just about to open.
    if (await within(pressAgain, async () => (await targetsOf(call)).some(({ type, url }) => type === 'page' && url.startsWith(own)))) return
  }
  throw new Error('the sidebar did not open; press the extension’s button in the toolbar')
}

/** @typedef {{ type: string, url: string, targetId: string }} Target a tab, a page, a worker of the browser */

/**
 * Waits until the browser lists a target.
 *
 * @param {ReturnType<typeof devtools>} call @param {(target: Target) => boolean} fits
 */
async function appears(call, fits) {
  const found = await within(patience, async () => (await targetsOf(call)).find(fits))
  if (!found) throw new Error('the browser did not get ready')
  return found
}

/**
 * Looks again and again for some time.
 *
 * @template T @param {number} milliseconds @param {() => Promise<T>} look
 * @returns {Promise<T | undefined>} the first thing that was found
 */
async function within(milliseconds, look) {
  for (const until = Date.now() + milliseconds; Date.now() < until; await wait(100)) {
    const found = await look()
    if (found) return found
  }
  return undefined
}

/**
 * @param {ReturnType<typeof devtools>} call
 * @returns {Promise<Target[]>}
 */
async function targetsOf(call) {
  const { targetInfos } = await call('Target.getTargets', { filter: [{}] })
  return /** @type {Target[]} */ (targetInfos)
}
