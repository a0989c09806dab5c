import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserOr, countPanels, patience, personAt, picture, startProduct, type Chromium, type Person, type Product } from './harness/index.ts'

/** How many copies of the shop's front page the cloud really runs. */
async function replicas(product: Product): Promise<number> {
  const page = await fetch(`${product.console}/console/sites/web`)
  return Number(/replicas[^0-9]*(\d+)/i.exec((await page.text()).replace(/<[^>]*>/g, ' '))?.[1])
}

describe('the main job', () => {
  let product: Product
  let chromium: Chromium
  let person: Person

  beforeAll(async () => { product = await startProduct() }, 240_000)
  afterAll(async () => { await product?.close() })

  it('goes from a question in the sidebar to the record and back', async ({ skip }) => {
    chromium = await product.browse(browserOr(skip))
    const panel = await chromium.openPanel()
    expect(await countPanels(chromium.worker)).toBe(1)
    person = personAt(panel, product)

    await person.pair()
    await person.ask('what is running?')
    await panel.getByRole('table').first().waitFor()
    const before = await replicas(product)
    expect(before).toBe(2)

    await person.ask('scale the shop to 3 replicas')
    const card = panel.locator('[data-plan]').last()
    await card.getByRole('button', { name: 'Approve & Execute' }).waitFor()
    expect(await card.innerText()).toMatch(/replicas/)
    expect(await replicas(product)).toBe(2)
    await picture(panel, 'approval-card')

    const code = await person.press()
    await picture(panel, 'countersigning')
    await person.type(code)
    await panel.locator('[data-run][data-state=succeeded]').first().waitFor({ timeout: patience })
    await expect.poll(() => replicas(product)).toBe(3)
    await picture(panel, 'run-done')

    await person.ask('undo that')
    await person.approve()
    await expect.poll(() => replicas(product), { timeout: patience }).toBe(2)
    const { status, values } = await product.json('audit', 'verify').result
    expect([status, values[0]?.ok]).toEqual([0, true])
  })
})
