// @ts-check
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** @typedef {{ name: string, file: string }} Browser a browser on this machine that can load an unpacked extension */

const commands = [
  { name: 'Chromium', file: 'chromium' },
  { name: 'Chromium', file: 'chromium-browser' },
  { name: 'Chrome for Testing', file: 'chrome-for-testing' },
  { name: 'Chrome for Testing', file: 'google-chrome-for-testing' },
]

const macApplications = [
  { name: 'Chromium', file: 'Chromium.app/Contents/MacOS/Chromium' },
  { name: 'Chrome for Testing', file: 'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing' },
]

/** Where Playwright puts the Chromium that it downloads, by platform. */
const playwrightBinaries = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
].map((file) => ({ name: 'Playwright’s Chromium', file }))

/** Last, because these are likely the person's own: a second profile in one's daily browser is the lesser choice. */
const daily = [
  { name: 'Google Chrome', file: 'google-chrome-stable' },
  { name: 'Google Chrome', file: 'google-chrome' },
  { name: 'Microsoft Edge', file: 'microsoft-edge' },
]

const dailyMacApplications = [
  { name: 'Google Chrome', file: 'Google Chrome.app/Contents/MacOS/Google Chrome' },
  { name: 'Microsoft Edge', file: 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge' },
]

/**
 * Looks for a browser: the one named by COUNTERSIGN_BROWSER, Chromium or Chrome for Testing on the PATH or among a Mac's applications,
 * Playwright's, and last the ones for every day.
 *
 * @param {NodeJS.ProcessEnv} [env] @param {NodeJS.Platform} [platform] @param {string} [home]
 * @returns {Browser | undefined}
 */
export function findBrowser(env = process.env, platform = process.platform, home = os.homedir()) {
  const named = env.COUNTERSIGN_BROWSER
  if (named) return isProgram(named) ? { name: path.basename(named), file: named } : undefined
  const onPath = (env.PATH ?? '').split(path.delimiter).filter(Boolean)
  const applications = platform === 'darwin' ? ['/Applications', path.join(home, 'Applications')] : []
  return firstOf(onPath, commands)
    ?? firstOf(applications, macApplications)
    ?? playwrightChromium(env, platform, home)
    ?? firstOf(onPath, daily)
    ?? firstOf(applications, dailyMacApplications)
}

/** @param {readonly string[]} folders @param {readonly Browser[]} programs @returns {Browser | undefined} */
function firstOf(folders, programs) {
  return programs
    .flatMap(({ name, file }) => folders.map((folder) => ({ name, file: path.join(folder, file) })))
    .find(({ file }) => isProgram(file))
}

/** The newest of Playwright's downloads. @param {NodeJS.ProcessEnv} env @param {NodeJS.Platform} platform @param {string} home */
function playwrightChromium(env, platform, home) {
  const usual = platform === 'darwin' ? 'Library/Caches/ms-playwright' : '.cache/ms-playwright'
  const cache = env.PLAYWRIGHT_BROWSERS_PATH || path.join(home, usual)
  if (!existsSync(cache)) return undefined
  const revision = /** @param {string} name */ (name) => Number(name.slice('chromium-'.length))
  const names = readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name)).sort((a, b) => revision(b) - revision(a))
  return names.map((name) => firstOf([path.join(cache, name)], playwrightBinaries)).find(Boolean)
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}
