import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, BrowserContext, Page, Worker } from 'playwright-core'
import { clickContextMenu, type MenuClick } from './context-menu.ts'

/** How the panel is opened: by the extension's button in the toolbar, or by an entry of the page's context menu. */
export type Opening = { readonly by: 'toolbar' } | { readonly by: 'context-menu', readonly click: MenuClick }

export interface Place {
  readonly browser: Browser
  readonly context: BrowserContext
  /** Makes a new connection to the browser by its debugging port. */
  readonly connect: () => Promise<Browser>
  readonly page: Page
  readonly worker: Worker
  readonly extensionId: string
}

/**
 * How long each try may take until the panel appears, in milliseconds. They grow: right after loading the extension may not listen yet, and
 * a panel that was just closed may still count as open, so a person tries again; too early, the button would close what is about to open.
 */
const tries = [3000, 6000, 12_000, 24_000]

/**
 * Opens the side panel, unless it is open, and returns it as a page that Playwright drives. What is returned is the panel and no tab with
 * the panel's page in it: `chrome.runtime.getContexts` lists exactly one SIDE_PANEL.
 */
export async function openSidePanel(place: Place, how: Opening = { by: 'toolbar' }): Promise<Page> {
  if (how.by === 'context-menu' || await countPanels(place.worker) === 0) {
    if (!await opensIn(place, how)) throw new Error(`no side panel after ${tries.length} tries`)
  }
  return panelPage(place)
}

async function opensIn(place: Place, how: Opening): Promise<boolean> {
  for (const patience of tries) {
    if (how.by === 'toolbar') await pressToolbarButton(place)
    else await clickContextMenu(place.context, place.page, place.worker, how.click)
    const until = Date.now() + patience
    do {
      if (await countPanels(place.worker) > 0) return true
      await wait(50)
    } while (Date.now() < until)
  }
  return false
}

/** Whether the panel of the extension is open: 0 or 1 in a window. */
export const countPanels = (worker: Worker): Promise<number> => worker.evaluate(async () => {
  const { chrome } = globalThis as unknown as { chrome: { runtime: { getContexts(filter: object): Promise<unknown[]> } } }
  return (await chrome.runtime.getContexts({ contextTypes: ['SIDE_PANEL'] })).length
})

async function pressToolbarButton({ browser, page, extensionId }: Place): Promise<void> {
  const session = await browser.newBrowserCDPSession()
  try {
    const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'tab' }] })
    const tab = targetInfos.find(({ url }) => url === page.url()) ?? targetInfos[0]
    // Playwright's types don't know this domain of the protocol yet.
    const send = session.send.bind(session) as unknown as (method: string, params: object) => Promise<void>
    await send('Extensions.triggerAction', { id: extensionId, targetId: tab?.targetId })
  } finally {
    await session.detach()
  }
}

/** The panel among the pages of a new connection. */
async function panelPage({ connect, extensionId, page }: Place): Promise<Page> {
  const connection = await connect()
  const pages = connection.contexts().flatMap((context) => context.pages())
  const [panel, ...more] = pages.filter((one) => one.url().startsWith(`chrome-extension://${extensionId}/`) && one.url() !== page.url())
  if (!panel || more.length > 0) throw new Error(`the side panel is not among ${pages.map((one) => one.url()).join(', ')}`)
  return panel
}
