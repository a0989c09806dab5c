import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { root } from '../../../daemon/setup/project.mjs'

/** Where pictures and logs of the last run are kept. */
export const artifacts = path.join(root, 'test/.artifacts')

/** Takes a picture of a page (or of the side panel) for people to look at; returns its path. */
export async function picture(page: Page, name: string): Promise<string> {
  mkdirSync(artifacts, { recursive: true })
  const file = path.join(artifacts, `${name}.png`)
  await page.screenshot({ path: file })
  return file
}
