/** The harness's door: the whole product in temporary folders, a real terminal, a real browser with the real side panel. */
export { artifacts, picture } from './artifacts.ts'
export { startChromium, type BrowserOptions, type Chromium } from './browser.ts'
export { clickContextMenu, type MenuClick } from './context-menu.ts'
export type { Piped, PipedResult } from './piped.ts'
export { startProduct, type Product } from './product.ts'
export { browserOr } from './requirements.ts'
export { countPanels, type Opening } from './side-panel.ts'
export { Terminal } from './terminal.ts'
