import '../panel/jitless.ts'
import { browser, type Browser } from '../browser.ts'
import { defineBackground } from 'wxt/utils/define-background'
import { readSubject } from '../consoles/index.ts'
import { handOver, type Handover } from '../page/index.ts'

/** Firefox's name for the same thing; absent in Chromium. */
interface SidebarAction { readonly open: () => Promise<void> }
const sidebarAction = (): SidebarAction | undefined => (browser as unknown as { sidebarAction?: SidebarAction }).sidebarAction

const menu = 'explain'
const question = 'Explain this resource'

/**
 * Opens the panel. Both browsers allow it only inside the person's gesture, and an await before this call would end the gesture: so this
 * is called first, and everything else after.
 */
function openPanel(windowId: number): Promise<void> {
  return sidebarAction()?.open() ?? browser.sidePanel.open({ windowId })
}

/** What the person pointed at: the link, else the page, by address; text that they selected is theirs to send, quoted. */
export function handoverOf(click: Pick<Browser.contextMenus.OnClickData, 'linkUrl' | 'pageUrl' | 'selectionText'>): Handover {
  const url = click.linkUrl ?? click.pageUrl
  const subject = url === undefined ? null : readSubject(url)
  const selected = click.selectionText?.trim().slice(0, 500)
  const text = selected === undefined || selected === '' ? question : `${question}: “${selected}”`
  return subject === null ? { text } : { text, subject }
}

export default defineBackground(() => {
  browser.runtime.onInstalled.addListener(() => {
    browser.contextMenus.removeAll(() => browser.contextMenus.create({
      id: menu, title: question, contexts: ['page', 'link', 'selection'], documentUrlPatterns: ['http://*/*', 'https://*/*'],
    }))
  })
  browser.contextMenus.onClicked.addListener((click, tab) => {
    if (click.menuItemId !== menu || tab?.windowId === undefined) return
    void openPanel(tab.windowId)
    void handOver(tab.windowId, handoverOf(click))
  })
  // Also the keyboard command, which is the same press. The press lets the panel read this tab's address, so it is told to look again.
  browser.action.onClicked.addListener((tab) => {
    if (tab.windowId === undefined) return
    void openPanel(tab.windowId)
    browser.runtime.sendMessage('look').catch(() => { /* no panel is open yet: it looks by itself when it is */ })
  })
})
