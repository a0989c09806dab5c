import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../daemon/setup/project.mjs'
import { startChromium } from './harness/browser.ts'
import { findFirefox, startFirefox } from './harness/firefox.ts'
import { servePage } from './harness/page-server.ts'
import { browserOr } from './harness/requirements.ts'
import { unzip } from './harness/unzip.ts'

/** Nothing listens here: whatever version of the daemon runs on this machine is left out of it. */
const nowhere = '127.0.0.1:1'

let zips: string[] = []
beforeAll(() => {
  const packed = spawnSync(process.execPath, [path.join(root, 'daemon/setup/package.mjs')], { encoding: 'utf8' })
  expect(packed.stderr + packed.stdout).toContain('firefox.zip')
  zips = packed.stdout.trim().split('\n')
})

const zipFor = (browser: string): string => zips.find((name) => name.endsWith(`${browser}.zip`)) ?? ''
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

describe('what npm run package packs', () => {
  it('is an extension whose side panel opens in Chromium and says that no daemon runs', async ({ skip }) => {
    const file = browserOr(skip)
    const extension = mkdtempSync(path.join(tmpdir(), 'countersign-package-'))
    opened.push({ close: async () => rmSync(extension, { recursive: true }) })
    unzip(zipFor('chrome'), extension)
    const page = await servePage('<title>Console</title>')
    opened.push(page)
    const chromium = await startChromium({ file, extension, address: page.address, authority: nowhere })
    opened.push(chromium)
    const panel = await chromium.openPanel()
    await panel.getByRole('heading', { name: 'Your daemon isn’t running' }).waitFor()
  })

  it('is an extension whose sidebar opens in Firefox', async ({ skip }) => {
    const file = findFirefox() ?? skip('no Firefox is on the PATH')
    const folder = mkdtempSync(path.join(tmpdir(), 'countersign-package-'))
    opened.push({ close: async () => rmSync(folder, { recursive: true }) })
    unzip(zipFor('firefox'), folder)
    const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as { browser_specific_settings: { gecko: { id: string } } }
    const firefox = await startFirefox(file, manifest.browser_specific_settings.gecko.id)
    opened.push(firefox)
    await firefox.install(zipFor('firefox'))
    await firefox.openSidebar()
    await expect.poll(() => firefox.sidebarText(), { timeout: 30_000, interval: 500 }).toContain('Countersign')
  })
})
