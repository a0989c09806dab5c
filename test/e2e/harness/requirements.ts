import { findBrowser } from '../../../daemon/setup/find-browser.mjs'

/**
 * The browser for a test, or the test's end: without one it is skipped with the reason.
 *
 * @param skip the test context's own
 */
export function browserOr(skip: (reason: string) => never): string {
  return findBrowser()?.file ?? skip('no Chromium, Chrome for Testing or Google Chrome is there, and none could be installed')
}
