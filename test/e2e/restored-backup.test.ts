import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserOr, patience, personAt, picture, sandboxOf, startProduct, unauthorised, type Person, type Product } from './harness/index.ts'

/** A backup that is really put back, under a sidebar that saw more of the record than the backup holds. */
describe('a restored backup', () => {
  let product: Product
  let person: Person
  const panel = () => person.panel
  const backup = () => path.join(product.home, 'backup.db')
  const lastRun = () => panel().locator('[data-run][data-state=succeeded]').last().waitFor({ timeout: patience })
  const sizeOf = async () => Number((await product.json('audit', 'verify').result).values[0]?.size)

  beforeAll(async () => { product = await startProduct() }, 240_000)
  afterAll(async () => { await product?.close() })

  it('is put back at a terminal with a code, while no daemon runs', async ({ skip }) => {
    const chromium = await product.browse(browserOr(skip))
    person = personAt(await chromium.openPanel(), product)
    await person.pair()
    await person.pairCommand()
    expect((await product.json('audit', 'backup', backup()).result).status).toBe(0)
    await person.ask('set replicas to 3')
    await person.approve()
    await lastRun()
    const before = await sizeOf()
    await product.restart('SIGINT', async () => {
      const terminal = product.command('audit', 'restore', backup())
      const [, code = ''] = await terminal.read(/To put it back type (\d{3} \d{3}): $/)
      terminal.type(`${code}\r`)
      expect(await terminal.ended).toBe(0)
      expect(terminal.text).toContain('a sidebar that saw more than that asks its person to accept it')
    })
    expect(await sizeOf()).toBeLessThan(before)
  })

  it('is shown as what it is by the sidebar, which sends nothing before its person accepts', async () => {
    await panel().getByRole('heading', { name: 'The record went back' }).waitFor()
    const accept = panel().getByRole('button', { name: 'Accept this backup' })
    await accept.waitFor()
    await picture(panel(), 'record-went-back')
    expect(await panel().locator('.screen').innerText()).toMatch(/Entry \d+ of the record says: on .+ put a backup of \d+ entries in the place of \d+/)
    expect(await panel().getByLabel('Ask, or say what should change').count()).toBe(0)
    // looking again accepts nothing
    await panel().getByRole('button', { name: 'Try again' }).click()
    await accept.waitFor()
    await accept.click()
    await panel().getByLabel('Ask, or say what should change').waitFor()
  })

  it('is gone on from: what was done since is still there, and a new run gets a number of its own', async () => {
    expect(await sandboxOf(product).replicas('web')).toBe(3)
    await person.ask('set replicas to 4')
    await person.approve()
    await lastRun()
    expect(await sandboxOf(product).replicas('web')).toBe(4)
    await picture(panel(), 'after-a-restored-backup')
    const entries = (await product.json('audit').result).values
    // run-1 took place before the backup was put back, and is in what was replaced
    expect(entries.filter(({ kind }) => kind === 'run.succeeded').map(({ run }) => run)).toEqual(['run-2'])
    const calls = await unauthorised(product, entries)
    expect(calls).toHaveLength(1)
    expect((await product.json('audit', 'verify').result).values[0]).toMatchObject({ ok: true })
  })
})
