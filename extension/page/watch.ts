import { browser } from '../browser.ts'
import { readProvider, readSubject } from '../consoles/index.ts'
import type { Page } from '../store/index.ts'

/** What an address alone says about the page. Page text is never read. */
export function pageOf(url: string | undefined): Page {
  if (url === undefined || !/^https?:/.test(url)) return { kind: 'unreadable' }
  const subject = readSubject(url)
  if (subject !== null) return { kind: 'subject', subject, removed: false }
  const provider = readProvider(url)
  return { kind: 'unsupported', host: new URL(url).host, ...(provider !== null && { provider }) }
}

/**
 * Follows the page beside the panel: the active tab of the panel's own window, whenever it is another tab or another address. The browser
 * gives the address only where the person let it (the toolbar button on that page, or the permission to follow); else it is unreadable.
 */
export async function watchPage(show: (page: Page) => void, signal: AbortSignal): Promise<void> {
  const { id: windowId } = await browser.windows.getCurrent()
  if (windowId === undefined) return
  const look = (): void => {
    void browser.tabs.query({ active: true, windowId }).then(([tab]) => show(pageOf(tab?.url)))
  }
  const activated = (info: { windowId: number }): void => { if (info.windowId === windowId) look() }
  const updated = (_: number, change: { url?: string, status?: string }): void => { if (change.url !== undefined || change.status === 'complete') look() }
  const message = (said: unknown): void => { if (said === 'look') look() }
  browser.tabs.onActivated.addListener(activated)
  browser.tabs.onUpdated.addListener(updated)
  browser.permissions.onAdded.addListener(look)
  browser.permissions.onRemoved.addListener(look)
  browser.runtime.onMessage.addListener(message)
  signal.addEventListener('abort', () => {
    browser.tabs.onActivated.removeListener(activated)
    browser.tabs.onUpdated.removeListener(updated)
    browser.permissions.onAdded.removeListener(look)
    browser.permissions.onRemoved.removeListener(look)
    browser.runtime.onMessage.removeListener(message)
  })
  look()
}
