import { execFileSync } from 'node:child_process'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { root } from '../../../daemon/setup/project.mjs'
import { startChromium, type Chromium } from '../harness/browser.ts'
import { servePage } from '../harness/page-server.ts'
import { countPanels } from '../harness/side-panel.ts'
import { startTinyDaemon, type TinyDaemon, type TinyOptions } from './tiny-daemon.ts'

const built = path.join(root, '.output/chrome-mv3')
let isBuilt = false

/** Builds the extension once in a run, from what is in the repository now. */
export function buildExtension(): string {
  if (!isBuilt) execFileSync(process.execPath, [path.join(root, 'node_modules/wxt/bin/wxt.mjs'), 'build'], { cwd: root, stdio: 'pipe' })
  isBuilt = true
  return built
}

/** The real side panel of the built extension beside a page, and a tiny daemon at the other end. */
export interface Sidebar {
  readonly chromium: Chromium
  readonly panel: Page
  readonly daemon: TinyDaemon
  /** What the panel's console complained about. */
  readonly complaints: string[]
  /** Pairs through the panel as a person would. */
  pair(): Promise<void>
  say(text: string): Promise<void>
  /** Types the code that the terminal shows, and countersigns by keyboard. */
  typeCode(code?: string): Promise<void>
  /** Closes the panel and opens it again. */
  reopen(): Promise<void>
  /** Another daemon in the same place: same port, folder, world and conversation. */
  restart(between?: () => void): Promise<void>
  close(): Promise<void>
}

export interface SidebarOptions {
  readonly file: string
  readonly daemon?: TinyOptions
  /** The path of the page beside the panel, on loopback. */
  readonly page?: string
}

export async function openSidebar({ file, daemon: options, page: address = 'nothing' }: SidebarOptions): Promise<Sidebar> {
  const extension = buildExtension()
  const page = await servePage('<title>Console</title><h1>A page</h1>')
  let daemon = await startTinyDaemon(options)
  const chromium = await startChromium({ file, extension, address: page.address + address })
  const complaints: string[] = []
  const { authority } = daemon
  await chromium.worker.evaluate((value) => {
    const { chrome } = globalThis as unknown as { chrome: { storage: { local: { set(values: object): Promise<void> } } } }
    return chrome.storage.local.set({ authority: value })
  }, authority)
  const open = async (): Promise<Page> => {
    const opened = await chromium.openPanel()
    opened.on('pageerror', (error) => complaints.push(String(error)))
    opened.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()) })
    return opened
  }
  let panel = await open()

  return {
    chromium, complaints,
    get panel() { return panel },
    get daemon() { return daemon },
    async pair() {
      await panel.getByRole('heading', { name: 'Pair this browser' }).waitFor()
      const code = daemon.pairingCode()
      await panel.getByLabel('Symbol 1 of 8').focus()
      await panel.keyboard.type(code)
      await panel.getByLabel('Your name').fill('Ada')
      await panel.keyboard.press('Enter')
      await panel.getByLabel('Ask, or say what should change').waitFor()
    },
    async say(text) {
      await panel.getByLabel('Ask, or say what should change').fill(text)
      await panel.keyboard.press('Enter')
    },
    async typeCode(code) {
      await panel.locator('[aria-label="Digit 1 of 6"]:focus').waitFor()
      await panel.keyboard.type(code ?? daemon.approvalCode())
      await panel.keyboard.press('Enter')
    },
    async reopen() {
      const closed = panel.waitForEvent('close')
      await panel.evaluate(() => window.close())
      await closed
      while (await countPanels(chromium.worker) > 0) await chromium.page.waitForTimeout(20)
      panel = await open()
    },
    async restart(between = () => undefined) {
      const { home, cloud, turns } = daemon
      await daemon.close(true)
      between()
      daemon = await startTinyDaemon({ home, cloud, turns, port: Number(authority.split(':')[1]) })
    },
    async close() {
      await chromium.close()
      await daemon.close()
      await page.close()
    },
  }
}
