chrome.action.onClicked.addListener((tab) => chrome.sidePanel.open({ windowId: tab.windowId }))
chrome.contextMenus.onClicked.addListener((click, tab) => {
  globalThis.clicked = `${click.menuItemId} in ${tab.windowId ? 'a window' : 'nothing'}`
  chrome.sidePanel.open({ windowId: tab.windowId })
})
