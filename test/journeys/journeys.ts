import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { ensureBrowser } from '../../daemon/setup/ensure-browser.mjs'
import { root } from '../../daemon/setup/project.mjs'
import { patience, personAt, startProduct, type Person, type Product } from '../e2e/harness/index.ts'
import { none, total, type Effort } from './effort.ts'
import { jobs, type Act } from './jobs.ts'

/** What each way of a job took, measured while it was done. */
export interface Journey { readonly name: string, readonly countersign: Effort, readonly otherwise: Effort }

/** Does every job both ways, on a sandbox of its own each, and counts. */
export async function travel(browser: string): Promise<Journey[]> {
  // What is waited for hangs on terminals and pipes, which keep no process alive: without this the process would end in the middle.
  const awake = setInterval(() => undefined, 60_000)
  try {
    const [ours, theirs] = [await inProduct(browser), await inConsole(browser)]
    return jobs.map(({ name }, at) => ({ name, countersign: ours[at] ?? none(), otherwise: theirs[at] ?? none() }))
  } finally {
    clearInterval(awake)
  }
}

/** The sidebar and the daemon's terminal. Pairing is done once for good, before the first job. */
async function inProduct(browser: string): Promise<Effort[]> {
  const product = await startProduct()
  try {
    const chromium = await product.browse(browser)
    const person = personAt(await chromium.openPanel(), product)
    await person.pair()
    await person.panel.getByLabel('Ask, or say what should change').waitFor()
    const efforts: Effort[] = []
    for (const { countersign } of jobs) {
      const effort = none()
      effort.windows.add('browser')
      for (const one of countersign) await act(one, person, effort)
      efforts.push(effort)
    }
    return efforts
  } finally {
    await product.close()
  }
}

/** One act in the sidebar, and its presses: by keyboard where the focus stands there already, which is what the panel is made for. */
async function act(what: Act, person: Person, effort: Effort): Promise<void> {
  const { panel } = person
  const turns = panel.locator('article.turn')
  const [before, runs] = [await turns.count(), await panel.locator('[data-run]').count()]
  if ('say' in what) {
    await person.ask(what.say)
    effort.presses += what.say.length + 1 // and the return key
  } else if ('press' in what) {
    const place = what.of === undefined ? panel.locator('body') : panel.locator(`[data-run="${what.of}"]`)
    await place.getByRole('button', { name: what.press }).last().click()
    effort.presses += 1
  } else throw new Error('with Countersign nothing else is needed')
  await turns.nth(before).waitFor()
  if (what.approve !== true) {
    await turns.nth(before).locator('.answer[aria-live=off]').waitFor({ timeout: patience })
    return
  }
  const code = await person.press()
  effort.windows.add('terminal') // where the code is read
  await panel.locator('[aria-label="Digit 1 of 6"]:focus').waitFor()
  await panel.keyboard.type(code)
  await panel.getByRole('region', { name: 'Countersign' }).locator('button.primary:focus').waitFor()
  await panel.keyboard.press('Enter')
  effort.presses += 1 + code.length + 1 // Approve, six digits, the return key
  await panel.locator('[data-run][data-state=succeeded]').nth(runs).waitFor({ timeout: patience })
}

/** The console's own pages, and the `pulumi` command in a shell. */
async function inConsole(browser: string): Promise<Effort[]> {
  const product = await startProduct()
  try {
    const { page } = await product.browse(browser)
    const shell = shellOf(product)
    const efforts: Effort[] = []
    for (const { otherwise } of jobs) {
      const effort = none()
      for (const act of otherwise) {
        if ('type' in act) {
          effort.windows.add('terminal')
          effort.presses += act.type.length + 1
          shell(act.type)
        } else if ('open' in act) {
          effort.windows.add('browser')
          effort.presses += 1
          effort.pages += await opened(page, act.open, product)
        }
      }
      efforts.push(effort)
    }
    return efforts
  } finally {
    await product.close()
  }
}

/** Follows the link on the page to where the person wants to go, or types the address of the overview; the pages that were loaded. */
async function opened(page: Page, address: string, product: Product): Promise<number> {
  const link = page.locator(`a[href="${address}"]`).first()
  if (await link.count() > 0) await Promise.all([page.waitForURL(`**${address}`), link.click()])
  else await page.goto(new URL(address, product.console).href)
  return 1
}

/** Each command in the folder that the ones before it went to; one that fails ends the measurement. */
function shellOf(product: Product): (command: string) => void {
  const shop = path.join(product.home, 'sandbox/shop')
  const port = new URL(product.console).port
  const environment = {
    PATH: `${path.join(root, 'daemon/engine/bin')}:${process.env.PATH ?? ''}`, HOME: product.home, PULUMI_HOME: path.join(product.home, 'pulumi'),
    PULUMI_BACKEND_URL: `file://${path.join(product.home, 'sandbox/state')}`, COUNTERSIGN_NODE: process.execPath,
    PULUMI_CONFIG_PASSPHRASE: readFileSync(path.join(product.home, 'sandbox/passphrase'), 'utf8'),
    SANDBOX_URL: `http://127.0.0.1:${port}`, SANDBOX_TOKEN_FILE: path.join(product.home, 'sandbox/cloud/token'),
  }
  return (command) => {
    if (command.startsWith('cd ')) return
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { cwd: shop, env: environment, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${stdout}${stderr}`.slice(0, 2000))
  }
}

/** `npm run bench -- journeys`: needs a browser, and says so where there is none. */
export async function benchJourneys(print: (line: string) => void): Promise<void> {
  const found = await ensureBrowser()
  if (found.browser) told(await travel(found.browser.file), print)
  else print(`✗ journeys: ${found.reason}`)
}

export function told(journeys: readonly Journey[], print: (line: string) => void): number {
  let [ours, theirs] = [0, 0]
  for (const { name, countersign, otherwise } of journeys) {
    ours += total(countersign)
    theirs += total(otherwise)
    const words = ({ windows, pages, presses }: Effort) => `${windows.size} windows, ${pages} pages, ${presses} presses`
    print(`${name}: ${words(countersign)} | ${words(otherwise)} | ratio ${(total(countersign) / total(otherwise)).toFixed(2)}`)
  }
  const ratio = ours / theirs
  print(`${ratio <= 0.3 ? '✓' : '✗'} windows, pages and presses of ${journeys.length} jobs: ${ours} with Countersign, ${theirs} with console and command (ratio ${ratio.toFixed(2)}, aim 0.30)`)
  print(JSON.stringify({ what: 'journeys', countersign: ours, otherwise: theirs, ratio, aim: 0.3, jobs: journeys.length }))
  return ratio
}
