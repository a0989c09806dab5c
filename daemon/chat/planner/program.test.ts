import { describe, expect, it } from 'vitest'
import { openShop } from '../tiny-shop.ts'
import { mockModel } from '../agent/mock-model.ts'

describe('an order that changes the program', () => {
  it.each([
    ['add a site called docs like cart', { kind: 'Site', name: 'docs', inputs: {}, like: 'cart' }, 'add a Site called docs like cart, deploy in shop/dev'],
    ['please create a new site named "docs" with content "All, and more" and 2 replicas', { kind: 'Site', name: 'docs', inputs: { content: 'All, and more', replicas: 2 } },
      'add a Site called docs with content "All, and more" and replicas 2, deploy in shop/dev'],
    ['add a database called logs with tier small', { kind: 'Database', name: 'logs', inputs: { tier: 'small' } }, 'add a Database called logs with tier "small", deploy in shop/dev'],
    ['remove the site cart', { resource: 'cart', kind: 'Site' }, 'remove the Site cart, deploy in shop/dev'],
    ['set the path of route shop to "store"', { resource: 'shop', kind: 'Route', input: 'path', value: 'store' }, 'set path of Route shop to "store", deploy in shop/dev'],
  ])('%s', async (text, parameters, reading) => {
    const { ask, stepsOf } = await openShop()
    const turn = await ask(text)
    expect(turn).toMatchObject({ reading })
    expect(stepsOf(turn.plan).map((step) => step.parameters)).toEqual([parameters, {}])
    // the reading is an order, too: edited by nothing it says the same
    const again = await ask(text, { reading, replaces: turn.plan ?? '' })
    expect(stepsOf(again.plan).map((step) => step.parameters)).toEqual([parameters, {}])
  })
  it('that leaves open what the new thing is like is asked back, with what there is', async () => {
    const { ask } = await openShop()
    const turn = await ask('add a site called docs')
    expect(turn.parts).toMatchObject([{ kind: 'choice', options: [{ text: 'add a Site called docs like web in shop/dev' }, { text: 'add a Site called docs like cart in shop/dev' }] }])
    expect((await ask('add a Site called docs like cart in shop/dev')).plan).toBe('plan-1')
  })
  it('is none where a setting says it: settings stay what people set', async () => {
    const { ask, stepsOf } = await openShop()
    expect(stepsOf((await ask('set the content of the shop to "Open"')).plan)[0]).toMatchObject({ operation: 'set-config' })
    expect(stepsOf((await ask('delete cart-old')).plan)[0]).toMatchObject({ operation: 'set-config', parameters: { key: 'shop:keepCartOld', value: false } })
  })
  it('to apply code needs code that was countersigned', async () => {
    const { ask } = await openShop()
    expect(JSON.stringify((await ask('apply code 0123456789ab')).parts)).toContain('No code that was countersigned')
  })
})

describe('a model that changes the program', () => {
  const talking = async (use: { name: string, input: unknown }) => {
    const provider = await mockModel((_, round) => round === 0 ? { text: 'I looked at it.', uses: [use] } : { text: 'Done.' })
    return openShop(undefined, { model: { key: 'test-key', name: 'claude-test', address: provider.address } })
  }
  const docs = { operation: 'add-resource', kind: 'Site', name: 'docs', inputs: { content: 'Manuals' } }

  it('beyond the words makes a question, whose button is an order that can be read', async () => {
    const { ask, stepsOf, plans } = await talking({ name: 'propose_plan', input: { target: 'pulumi:shop/dev', changes: [docs] } })
    const turn = await ask('we could do with some place for our manuals, add one please')
    expect([turn.plan, plans.list().length]).toEqual([undefined, 0])
    const choice = turn.parts.find((part) => part.kind === 'choice')
    expect(choice?.options[0]?.text).toBe('add a Site called docs with content "Manuals", deploy in shop/dev')
    expect(stepsOf((await ask(choice?.options[0]?.text ?? '')).plan)[0]).toMatchObject({ operation: 'add-resource', parameters: { name: 'docs', inputs: { content: 'Manuals' } } })
  })
  it('with code is kept and planned only where the person asked for code, and then as a run for a preview', async () => {
    const code = { name: 'propose_code', input: { target: 'pulumi:shop/dev', files: [{ path: 'more.ts', content: 'export {}' }] } }
    const unasked = await talking(code)
    expect(JSON.stringify((await unasked.ask('tell me how all of this hangs together, as a story')).parts)).toContain('which your message does not ask for')
    expect([unasked.shop.kept, unasked.plans.list()]).toEqual([[], []])

    const { ask, shop, stepsOf } = await talking(code)
    const turn = await ask('rewrite the program in shop/dev so that the routes are made in a loop')
    expect(shop.kept).toEqual([{ 'more.ts': 'export {}' }])
    expect(stepsOf(turn.plan).map(({ operation }) => operation)).toEqual(['try-code'])
    expect(turn.reading).toBe('run this code for a preview, in a scratch copy of shop/dev')
  })
})
