import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findBrowser } from './find-browser.mjs'

let home = ''
beforeEach(() => { home = mkdtempSync(path.join(tmpdir(), 'countersign-browser-')) })
afterEach(() => rmSync(home, { recursive: true }))

const program = (name: string): string => {
  const file = path.join(home, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, '')
  chmodSync(file, 0o755)
  return file
}
const find = (env: Record<string, string> = {}): string | undefined =>
  findBrowser({ PATH: [path.join(home, 'one'), path.join(home, 'two')].join(path.delimiter), ...env }, 'linux', home)?.file

describe('the browser for the window and the tests', () => {
  it('is none where none is there', () => {
    expect(find()).toBeUndefined()
  })

  it('is Chromium before the one for every day, wherever on the PATH they are', () => {
    const daily = program('one/google-chrome')
    expect(find()).toBe(daily)
    const chromium = program('two/chromium')
    expect(find()).toBe(chromium)
  })

  it('is the newest that Playwright fetched, by number and not by spelling', () => {
    program('one/google-chrome')
    program('.cache/ms-playwright/chromium-999/chrome-linux/chrome')
    const newest = program('.cache/ms-playwright/chromium-1200/chrome-linux64/chrome')
    program('.cache/ms-playwright/chromium_headless_shell-1300/chrome-linux/chrome')
    expect(find()).toBe(newest)
  })

  it('is looked for where PLAYWRIGHT_BROWSERS_PATH says', () => {
    const there = program('elsewhere/chromium-1/chrome-linux/chrome')
    expect(find({ PLAYWRIGHT_BROWSERS_PATH: path.join(home, 'elsewhere') })).toBe(there)
  })

  it('is the one that COUNTERSIGN_BROWSER names, and no other where that is no program', () => {
    program('one/chromium')
    const named = program('mine')
    expect(find({ COUNTERSIGN_BROWSER: named })).toBe(named)
    expect(find({ COUNTERSIGN_BROWSER: path.join(home, 'missing') })).toBeUndefined()
  })

  it('is not a folder or a file that cannot be run', () => {
    mkdirSync(path.join(home, 'one/chromium'), { recursive: true })
    writeFileSync(path.join(home, 'one/chromium-browser'), '')
    expect(find()).toBeUndefined()
  })

  it('is found among the applications of a Mac', () => {
    const app = program('Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
    expect(findBrowser({ PATH: '' }, 'darwin', home)?.file).toBe(app)
  })
})
