// @ts-check
import { command } from './command.mjs'
import { findBrowser } from './find-browser.mjs'
import { step } from './progress.mjs'

/**
 * Finds a browser, or installs Chromium with the system's package manager where this runs as root.
 * Everything but the browser works without one, so that none being there is an answer, not a failure.
 *
 * @returns {Promise<{ browser: import('./find-browser.mjs').Browser } | { browser: undefined, reason: string }>}
 */
export async function ensureBrowser() {
  const found = findBrowser()
  if (found) return { browser: found }
  const named = process.env.COUNTERSIGN_BROWSER
  if (named) return { browser: undefined, reason: `COUNTERSIGN_BROWSER names no program: ${named}` }
  const none = 'no Chromium, Chrome for Testing or Google Chrome was found'
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return { browser: undefined, reason: `${none}; install one, or run npx playwright install chromium` }
  }

  let failure = ''
  await step('installing Chromium with apt-get', async (progress) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [['update', '-q'], ['install', '-y', '-q', '--no-install-recommends', 'chromium']]) {
      const { ok, output } = await command('apt-get', args, { env, onLine: (line) => progress(line.slice(0, 60)) })
      if (!ok) {
        failure = `${none}, and apt-get ${args[0]} failed: ${lastLine(output)}`
        return `Chromium could not be installed: ${lastLine(output)}`
      }
    }
    return 'Chromium installed with apt-get'
  })
  const installed = findBrowser()
  return installed ? { browser: installed } : { browser: undefined, reason: failure || `${none}, and apt-get’s package brought none` }
}

/** @param {string} output */
const lastLine = (output) => output.trim().split('\n').at(-1) ?? ''
