import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { extensionFolder } from '../../daemon/setup/ensure-built.mjs'
import { openBrowser } from '../../daemon/setup/open-browser.mjs'
import { startChromium, type Chromium } from './harness/browser.ts'
import { removeFolder } from './harness/folder.ts'
import { servePage } from './harness/page-server.ts'
import { browserOr } from './harness/requirements.ts'
import { countPanels } from './harness/side-panel.ts'

const extension = path.join(import.meta.dirname, 'harness/sample-extension')

let page: Awaited<ReturnType<typeof servePage>>
let chromium: Chromium | undefined
beforeEach(async () => { page = await servePage('<title>Console</title>') })
afterEach(async () => {
  await chromium?.close()
  chromium = undefined
  await page.close()
})

describe('what the end-to-end tests drive', () => {
  it('is the real side panel beside the page, opened by the button in the toolbar', async ({ skip }) => {
    chromium = await startChromium({ file: browserOr(skip), extension, address: page.address })
    expect(await countPanels(chromium.worker)).toBe(0)
    const panel = await chromium.openPanel()
    expect(await countPanels(chromium.worker)).toBe(1)
    expect(panel.url()).toBe(`chrome-extension://${chromium.extensionId}/panel.html`)
    await panel.getByRole('button', { name: 'Press' }).click()
    expect(chromium.context.pages().map((tab) => tab.url())).toEqual([page.address])
  })

  it('is not the panel’s page in a tab', async ({ skip }) => {
    chromium = await startChromium({ file: browserOr(skip), extension, address: page.address })
    const tab = await chromium.context.newPage()
    await tab.goto(`chrome-extension://${chromium.extensionId}/panel.html`)
    expect(await countPanels(chromium.worker)).toBe(0)
  })

  it('opens again after it was closed, and from the context menu with what was clicked', async ({ skip }) => {
    chromium = await startChromium({ file: browserOr(skip), extension, address: page.address })
    const { worker } = chromium
    const first = await chromium.openPanel()
    const closed = first.waitForEvent('close')
    await first.evaluate(() => window.close())
    await closed
    await expect.poll(() => countPanels(worker)).toBe(0)
    await chromium.openPanel({ by: 'context-menu', click: { menuItemId: 'explain', pageUrl: page.address } })
    expect(await worker.evaluate('clicked')).toBe('explain in a window')
  })

  it('is narrow or wide, light or dark as a test asks', async ({ skip }) => {
    chromium = await startChromium({ file: browserOr(skip), extension, address: page.address })
    const panel = await chromium.openPanel()
    await panel.setViewportSize({ width: 320, height: 700 })
    await panel.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' })
    const seen = await panel.evaluate(() => [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, matchMedia('(forced-colors: active)').matches])
    expect(seen).toEqual([320, true, true])
  })
})

describe('the window of npm start', () => {
  // a machine that runs tests has no display to show the window on
  const flags = ['--headless=new', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync']

  it('shows the page with the sidebar open beside it', async ({ skip }) => {
    const file = browserOr(skip)
    const profile = mkdtempSync(path.join(tmpdir(), 'countersign-window-'))
    // Resolves only once the browser lists the sidebar.
    const window = await openBrowser({ name: 'Chromium', file }, { profile, extension, address: page.address, flags })
    await window.close()
    expect(window.id).toMatch(/^[a-p]{32}$/)
    await removeFolder(profile)
  })

  it('looks for the daemon where this one listens', async ({ skip }) => {
    const file = browserOr(skip)
    const profile = mkdtempSync(path.join(tmpdir(), 'countersign-window-'))
    const place = { profile, extension: extensionFolder, address: page.address, authority: new URL(page.address).host, flags }
    const window = await openBrowser({ name: 'Chromium', file }, place)
    await expect.poll(() => page.asked, { timeout: 30_000 }).toContain('/v1/hello')
    await window.close()
    await removeFolder(profile)
  })
})
