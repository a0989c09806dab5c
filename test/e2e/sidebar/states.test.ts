import axe from 'axe-core'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { states } from '../../../extension/testing/states.ts'
import { artifacts } from '../harness/artifacts.ts'
import { browserOr } from '../harness/requirements.ts'
import { buildGallery } from './build-gallery.ts'

/** Every state, drawn by the panel's own components and styles from real plans, in the looks that people have chosen for their machines. */
const looks = [
  { name: 'light', width: 400, colorScheme: 'light', forcedColors: 'none' },
  { name: 'dark', width: 320, colorScheme: 'dark', forcedColors: 'none' },
  { name: 'forced', width: 320, colorScheme: 'dark', forcedColors: 'active' },
  { name: 'wide', width: 1100, colorScheme: 'light', forcedColors: 'none' },
] as const

const folder = mkdtempSync(path.join(tmpdir(), 'countersign-gallery-'))
let browser: Browser | undefined
let gallery: string | undefined
const contexts = new Map<string, BrowserContext>()

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

type Skip = (reason: string) => never

async function contextOf(skip: Skip, look: (typeof looks)[number]): Promise<BrowserContext> {
  const executablePath = browserOr(skip)
  gallery ??= await buildGallery(folder)
  browser ??= await chromium.launch({ executablePath, args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] })
  const { name, width, colorScheme, forcedColors } = look
  const known = contexts.get(name)
  if (known) return known
  const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme, forcedColors, reducedMotion: 'reduce' })
  contexts.set(name, context)
  return context
}

async function open(skip: Skip, look: (typeof looks)[number], name: string): Promise<{ page: Page, errors: string[] }> {
  const page = await (await contextOf(skip, look)).newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(`${gallery}#${name}`)
  await page.locator('.panel').waitFor()
  await page.evaluate(() => document.fonts.ready)
  if (name === 'card-expanded') await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true })
  return { page, errors }
}

describe.each(looks)('in $name at $width px', (look) => {
  it.for(Object.keys(states))('%s fits its width, and draws without an error', async (name, { skip }) => {
    const { page, errors } = await open(skip, look, name)
    mkdirSync(path.join(artifacts, 'states'), { recursive: true })
    await page.screenshot({ path: path.join(artifacts, 'states', `${name}-${look.name}.png`) })
    expect(errors).toEqual([])
    // Nothing but what scrolls by itself (tables, raw output) may be wider than the panel.
    expect(await page.evaluate(() => document.querySelector('.scroll')?.scrollWidth ?? 0)).toBeLessThanOrEqual(look.width)
    await page.close()
  })
})

// Forced colours are the system's own, which axe can't know, and a wide panel has the same nodes as a narrow one.
describe.each(looks.slice(0, 2))('axe finds nothing in $name', (look) => {
  it.for(Object.keys(states))('in %s', async (name, { skip }) => {
    const { page } = await open(skip, look, name)
    await page.evaluate(axe.source)
    const violations = await page.evaluate(async () => {
      const { axe: checker } = globalThis as unknown as { axe: typeof axe }
      const { violations: found } = await checker.run(document, { resultTypes: ['violations'] })
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`).join(' | ')}`)
    })
    expect(violations).toEqual([])
    await page.close()
  })
})
