import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  browserOr, countPanels, patience, personAt, picture, sandboxOf, startProduct, unauthorised,
  type Chromium, type Person, type Product, type SandboxApi,
} from './harness/index.ts'

/** One daemon, one browser, one stack: the tests follow one another, as the days of a person do. */
describe('a change in the sidebar', () => {
  let product: Product
  let chromium: Chromium
  let person: Person
  let sandbox: SandboxApi
  const panel = () => person.panel
  const lastRun = (state: string) => panel().locator(`[data-run][data-state=${state}]`).last().waitFor({ timeout: patience })
  const answer = () => panel().locator('article.turn').last().locator('.answer')
  const record = async () => (await product.json('audit').result).values

  beforeAll(async () => { product = await startProduct() }, 240_000)
  afterAll(async () => { await product?.close() })

  it('begins with a pairing, after which the command is a second device', async ({ skip }) => {
    chromium = await product.browse(browserOr(skip))
    person = personAt(await chromium.openPanel(), product)
    sandbox = sandboxOf(product)
    await person.pair()
    await panel().getByLabel('Ask, or say what should change').waitFor()
    await person.pairCommand()
  })

  it('is rejected with a comment, which is on the record, and nothing happens', async () => {
    const before = await sandbox.world()
    await person.ask('set replicas to 4')
    await panel().getByRole('button', { name: 'Reject' }).last().click()
    await panel().getByLabel('Why not? It goes into the record.').fill('not today')
    await panel().locator('form.reject').getByRole('button', { name: 'Reject' }).click()
    await panel().getByText('not today').last().waitFor()
    expect((await record()).find((entry) => entry.kind === 'plan.rejected')).toMatchObject({ fields: { comment: 'not today' } })
    expect(await sandbox.world()).toEqual(before)
  })

  it('does not run after three wrong codes, and a new code is needed', async () => {
    const before = await sandbox.world()
    await person.ask('set replicas to 5')
    const right = await person.press()
    const wrong = right === '000000' ? '111111' : '000000'
    const dock = panel().getByRole('region', { name: 'Countersign' })
    await person.type(wrong)
    await dock.getByText('2 tries left').waitFor()
    await person.type(wrong)
    await dock.getByText('1 try left').waitFor()
    await person.type(wrong)
    await dock.getByRole('button', { name: 'Show a new code' }).waitFor()
    await picture(panel(), 'three-wrong-codes')
    expect(await sandbox.world()).toEqual(before)
    await dock.getByRole('button', { name: 'Back' }).click()
    await panel().getByRole('button', { name: 'Reject' }).last().click()
    await panel().locator('form.reject').getByRole('button', { name: 'Reject' }).click()
  })

  it('is refused when the program changed between plan and code, and says what changed', async () => {
    const before = await sandbox.world()
    await person.ask('set replicas to 5')
    const code = await person.press()
    appendFileSync(path.join(product.home, 'sandbox/shop/index.ts'), '// somebody else was here\n')
    await person.type(code)
    await panel().getByText(/program/).last().waitFor()
    await expect.poll(async () => (await record()).filter((entry) => entry.kind === 'plan.superseded').length, { timeout: patience }).toBeGreaterThan(0)
    expect(await sandbox.world()).toEqual(before)
    await picture(panel(), 'world-moved')
  })

  it('takes itself back when a step fails half-way', async () => {
    const before = await sandbox.world()
    await sandbox.request('POST', '/faults', { mode: 'fail', kind: 'sites', action: 'update', name: 'web' })
    await person.ask('set databaseTier to medium and set replicas to 6')
    await person.approve()
    await lastRun('rolled-back')
    await picture(panel(), 'rolled-back')
    expect(await sandbox.world()).toEqual(before)
  })

  it('goes on while the panel is closed, and is there when it is opened again', async () => {
    await sandbox.request('POST', '/faults', { mode: 'slow', kind: 'sites', action: 'update', name: 'web', milliseconds: 8000 })
    await person.ask('set replicas to 3')
    await person.approve()
    await lastRun('running')
    const closed = panel().waitForEvent('close')
    await panel().evaluate(() => window.close())
    await closed
    await expect.poll(() => countPanels(chromium.worker)).toBe(0)
    person = personAt(await chromium.openPanel(), product)
    await lastRun('succeeded')
    expect(await sandbox.replicas('web')).toBe(3)
  })

  it('can be asked about after the daemon was started anew', async () => {
    await product.restart()
    await panel().getByText('reconnecting').waitFor({ state: 'hidden' })
    await person.ask('what changed today?')
    await answer().getByText(/runs today/).waitFor()
    await picture(panel(), 'after-restart')
  })

  it('is explained from the context menu of the page', async () => {
    await chromium.page.goto(`${product.console}/console/sites/web`)
    person = personAt(await chromium.openPanel({ by: 'context-menu', click: { menuItemId: 'explain', pageUrl: chromium.page.url(), editable: false } }), product)
    await answer().getByText(/shop\/dev/).first().waitFor()
    await answer().getByText(/run-\d+/).first().waitFor()
    expect(await answer().innerText()).toMatch(/main/)
    await picture(panel(), 'explained')
  })

  it('leaves no call at the cloud that no approved step accounts for', async () => {
    const entries = await record()
    expect(entries.length).toBeGreaterThan(20)
    expect(await unauthorised(product, entries)).toEqual([])
    expect((await product.json('audit', 'verify').result).values[0]).toMatchObject({ ok: true })
  })
})
