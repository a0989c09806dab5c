import type { BrowserContext, Page, Worker } from 'playwright-core'

/** What the browser tells an extension about a click in the context menu (`contextMenus.OnClickData`). */
export type MenuClick = Readonly<Record<string, string | boolean>> & { readonly menuItemId: string }

/** The part of the extension's own API that is used here; Playwright's types know none of it. */
interface Api {
  readonly tabs: { query(filter: object): Promise<unknown[]> }
  readonly contextMenus: { readonly onClicked: { dispatch(click: object, tab: unknown): void } }
  readonly runtime: {
    readonly onMessage: { addListener(listener: (message: { readonly menuClick?: object }) => void): void }
    sendMessage(message: object): Promise<unknown>
  }
}

/**
 * Tells the extension of a click in the context menu of `page`, as the browser does; the menu itself belongs to the system and is out of a
 * test's reach. `sidePanel.open` demands that a person has just clicked. In a service worker that holds only while it handles an event
 * which carries the click over, so that the event is dispatched from a message that a page of the extension sends with a click.
 */
export async function clickContextMenu(context: BrowserContext, page: Page, worker: Worker, click: MenuClick): Promise<void> {
  await page.bringToFront()
  await worker.evaluate(async () => {
    const world = globalThis as unknown as { readonly chrome: Api, clickedTab?: unknown }
    const { chrome, clickedTab } = world
    // Looked up beforehand: the click is over with the first wait.
    world.clickedTab = (await chrome.tabs.query({ active: true, currentWindow: true }))[0]
    if (clickedTab !== undefined) return
    chrome.runtime.onMessage.addListener(({ menuClick }) => {
      if (menuClick) chrome.contextMenus.onClicked.dispatch(menuClick, world.clickedTab)
    })
  })
  // Any address of the extension has its API; this one runs nothing of it.
  const sender = await context.newPage()
  try {
    await sender.goto(new URL('/manifest.json', worker.url()).href)
    await page.bringToFront()
    const session = await context.newCDPSession(sender)
    const expression = `void chrome.runtime.sendMessage(${JSON.stringify({ menuClick: click })}).catch(() => undefined)`
    await session.send('Runtime.evaluate', { expression, userGesture: true })
  } finally {
    await sender.close()
  }
}
