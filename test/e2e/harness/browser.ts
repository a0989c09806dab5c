import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page, type Worker } from 'playwright-core'
import { removeFolder } from './folder.ts'
import { freePort } from './free-port.ts'
import { openSidePanel, type Opening } from './side-panel.ts'

export interface BrowserOptions {
  /** The browser's program. */
  readonly file: string
  /** The folder of the built extension. */
  readonly extension: string
  /** What the first tab opens. */
  readonly address: string
  /** Where the extension finds the daemon; 127.0.0.1:9040 unless told. */
  readonly authority?: string
  /** A profile to go on with; a new one that is deleted in the end unless told. */
  readonly profile?: string
}

/** A real Chromium with the extension, a tab, and the side panel where it was opened. */
export interface Chromium {
  readonly context: BrowserContext
  readonly page: Page
  readonly worker: Worker
  readonly extensionId: string
  /** Opens the real side panel and returns it as a page. */
  openPanel(how?: Opening): Promise<Page>
  close(): Promise<void>
}

/** What keeps a browser under test from talking to anybody, and from needing a GPU or a namespace. */
const quiet = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--window-size=1280,900', '--enable-unsafe-extension-debugging',
]

/** Starts Chromium with the extension. Playwright's own connection can't list a side panel; one by port can: that is what drives it. */
export async function startChromium({ file, extension, address, authority, profile }: BrowserOptions): Promise<Chromium> {
  const folder = profile ?? mkdtempSync(path.join(tmpdir(), 'countersign-chromium-'))
  const port = await freePort()
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: file, headless: true, viewport: null, ignoreDefaultArgs: ['--disable-extensions'],
    args: [...quiet, `--remote-debugging-port=${port}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  const connections: Browser[] = []
  const close = async (): Promise<void> => {
    for (const connection of connections) await connection.close()
    await context.close()
    if (profile === undefined) await removeFolder(folder)
  }
  try {
    const browser = context.browser()
    if (!browser) throw new Error('the browser has gone')
    const { extensionId, worker } = await load(browser, context, extension)
    if (authority !== undefined) await pointTo(worker, authority)
    const page = context.pages()[0] ?? await context.newPage()
    await page.goto(address)
    // A connection lists the side panels that were open when it was made, so that each opening gets one of its own.
    const connect = async (): Promise<Browser> => {
      const connection = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
      connections.push(connection)
      return connection
    }
    const place = { browser, context, connect, page, worker, extensionId }
    return { context, page, worker, extensionId, close, openPanel: (how) => openSidePanel(place, how) }
  } catch (error) {
    await close()
    throw error
  }
}

/** Tells the extension where the daemon of this test listens, by the setting that a person has for another port. */
const pointTo = (worker: Worker, authority: string): Promise<void> => worker.evaluate(async (place) => {
  const { chrome } = globalThis as unknown as { chrome: { storage: { local: { set(items: object): Promise<void> } } } }
  await chrome.storage.local.set({ authority: place })
}, authority)

/** Loads the unpacked extension and waits for its service worker. */
async function load(browser: Browser, context: BrowserContext, extension: string): Promise<{ extensionId: string, worker: Worker }> {
  const session = await browser.newBrowserCDPSession()
  const started = context.waitForEvent('serviceworker')
  // Playwright's types don't know this domain of the protocol yet.
  const send = session.send.bind(session) as unknown as (method: string, params: object) => Promise<{ id: string }>
  const { id } = await send('Extensions.loadUnpacked', { path: extension })
  return { extensionId: id, worker: context.serviceWorkers().find((worker) => worker.url().includes(id)) ?? await started }
}
