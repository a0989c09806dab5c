import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Subject } from '../../../shared/plan.ts'
import type { Part, Turn } from '../../../shared/wire.ts'
import { classify } from '../classify/index.ts'
import { survey } from '../landscape.ts'
import type { Landscape } from '../landscape.ts'
import { planOf } from '../planner/index.ts'
import { ada, openShop, TinyShop } from '../tiny-shop.ts'
import { asksTheSame, optimize } from './index.ts'

const both = { 'pulumi:shop/dev': 'dev', 'pulumi:shop/prod': 'dev' } as const
const page = (id: string): { subject: Subject } => ({ subject: { provider: 'sandbox', kind: 'site', id } })
const choice = (turn: Turn) => turn.parts.find((part): part is Extract<Part, { kind: 'choice' }> => part.kind === 'choice')

describe('the reading of an order', () => {
  it('says what it took from the page, and is there before anything is simulated', async () => {
    const { ask, heard } = await openShop()
    const turn = await ask('scale this to 3', page('cart'))
    expect(turn).toMatchObject({ reading: 'set shop:cartReplicas to 3, deploy in shop/dev', plan: 'plan-1' })
    expect(turn.filled).toContainEqual({ said: 'this', meant: 'cart', from: 'the page that you look at' })
    const kinds = heard.flatMap((event) => event.type === 'turn' && event.turn.reading !== undefined ? ['reading'] : event.type === 'plan' ? ['plan'] : [])
    expect(kinds[0]).toBe('reading')
  })
  it('says what it took from the conversation, from another stack, and from what is set', async () => {
    const { ask, shop } = await openShop(both)
    shop.values('pulumi:shop/prod').set('shop:replicas', 7)
    await ask('scale the shop to 3 replicas in dev')
    expect((await ask('make it five')).filled).toEqual([
      { said: '', meant: 'in shop/dev', from: 'what was spoken of before' }, { said: 'it', meant: 'shop:replicas', from: 'what was spoken of before' },
    ])
    expect(await ask('set replicas in shop/dev to the same as prod')).toMatchObject({
      reading: 'set shop:replicas to 7, deploy in shop/dev', filled: [{ said: 'same as prod', meant: 'shop:replicas 7', from: 'what prod has' }],
    })
    expect((await ask('two more replicas in shop/dev')).filled).toEqual([{ said: '+2', meant: 'shop:replicas 4', from: 'what is set now, 2' }])
  })
  it('takes nothing for a word that names something, and nothing out of quotes', async () => {
    const { ask, stepsOf } = await openShop()
    const turn = await ask('set the banner to "this is in staging, see cartt" in shop/dev', page('cart'))
    expect(stepsOf(turn.plan)[0]?.parameters).toEqual({ key: 'shop:banner', value: 'this is in staging, see cartt' })
    expect(turn.filled).toBeUndefined()
  })
  it('of what the page shows is of that thing, not of everything', async () => {
    const { ask, stepsOf } = await openShop()
    const steps = stepsOf((await ask('destroy this', page('web'))).plan)
    expect(steps.map(({ operation, parameters }) => [operation, parameters])).toEqual([['remove-resource', { resource: 'web', kind: 'Site' }], ['deploy', {}]])
  })
})

describe('a name that does not exist', () => {
  it('of a stack is asked about, with those that do', async () => {
    const { ask } = await openShop(both)
    const turn = await ask('set replicas to 3 in staging')
    expect(turn.plan).toBeUndefined()
    expect(choice(turn)).toMatchObject({ question: 'There is no staging here. In which one?', options: [{ text: 'set replicas to 3 in shop/dev' }, { text: 'set replicas to 3 in shop/prod' }] })
  })
  it('of a stack is never taken for one that exists, whatever is to be done with it', async () => {
    const { ask, plans } = await openShop({ 'pulumi:shop/dev': 'dev', 'pulumi:shop/prod': 'read-only' })
    for (const [said, words] of [
      ['shop/staging', 'delete the shop/staging stack'], ['staging', 'destroy staging'], ['staging', 'refresh staging'], ['qa', 'tear down the qa environment'],
      ['acme/dev', 'delete the acme/dev stack'],
    ]) {
      const turn = await ask(words ?? '')
      expect([words, turn.plan, JSON.stringify(turn.parts)]).toEqual([words, undefined, expect.stringContaining(`There is no ${said} here`)])
    }
    expect(plans.list()).toEqual([])
  })
  it('of a setting, typed as a whole key, is refused with those that are near', async () => {
    const { ask } = await openShop()
    for (const key of ['shop:replcas', 'foo:replicas']) {
      expect(choice(await ask(`set ${key} to 5`))).toMatchObject({ question: `There is no setting "${key}" in shop/dev. Did you mean one of these?` })
    }
  })
  it('is not needed for everything to go: without a name said, it is asked which', async () => {
    const { ask } = await openShop(both)
    for (const words of ['destroy everything in this stack', 'delete the whole stack', 'delete everything']) {
      expect(choice(await ask(words))?.options.map(({ text }) => text)).toEqual([expect.stringMatching(/ in shop\/dev$/), expect.stringMatching(/ in shop\/prod$/)])
    }
  })
  it('that is near one that does is offered, and taken where the person wants it so', async () => {
    const { ask, chat } = await openShop(both)
    expect(choice(await ask('scale the crat to 3 in dev'))).toMatchObject({ question: 'There is no crat here. Did you mean cart?', options: [{ label: 'cart', text: 'scale the cart to 3 in dev' }] })
    expect(choice(await ask('scale the cart to 3 in prdo'))?.options).toEqual([{ label: 'shop/prod', text: 'scale the cart to 3 in shop/prod' }])
    chat.preferences(ada, { reach: 'thorough' })
    expect(await ask('scale the crat to 3 in dev')).toMatchObject({
      reading: 'set shop:cartReplicas to 3, deploy in shop/dev', filled: [{ said: 'crat', meant: 'cart', from: 'the nearest name that exists' }],
    })
  })
})

describe('how far it goes', () => {
  it('is the person\'s to say, and is kept for them alone', async () => {
    const { chat, ask, plans } = await openShop()
    expect(chat.preferences(ada, {})).toEqual({ reach: 'balanced', role: 'engineer' })
    chat.preferences(ada, { reach: 'literal' })
    expect([chat.preferences(ada, {}).reach, chat.preferences({ ...ada, person: 'Grace' }, {}).reach]).toEqual(['literal', 'balanced'])
    const turn = await ask('set replicas to 3')
    expect(turn).toMatchObject({ reading: 'set shop:replicas to 3, deploy in shop/dev' })
    expect([turn.plan, plans.list().length]).toEqual([undefined, 0])
    expect((await ask(choice(turn)?.options[0]?.text ?? '')).plan).toBe('plan-1')
    expect((await ask('set shop:replicas to 4 in shop/dev')).plan).toBe('plan-2')
  })
})

/** Orders with the operations that they hold, told by whoever wrote them and not by the reader. */
const ORDERS: readonly (readonly [string, readonly string[]])[] = [
  ['scale {name} to 3', ['set-config', 'deploy']], ['set the banner to "delete it all, refresh and destroy"', ['set-config', 'deploy']], ['make {name} bigger', ['set-config', 'deploy']],
  ['set replicas to the same as prod', ['set-config', 'deploy']], ['turn off the search', ['set-config', 'deploy']], ['delete {name}', ['set-config', 'remove-resource', 'deploy']],
  ['deploy', ['deploy']], ['refresh the state', ['refresh']], ['please redeploy {place}', ['deploy']], ['destroy everything {place}', ['destroy']],
  ['don\'t destroy {place}', []], ['don\'t touch {name}', []], ['what is running {place}?', []], ['why is {name} slow?', []], ['how do I delete {name}?', []],
  ['tell me about {name}', []], ['double the replicas of {name}', ['set-config', 'deploy']], ['make it five', ['set-config', 'deploy']],
]
const NAMES = ['this', 'it', 'that', 'the cart', 'the crat', 'the shop', 'main', 'the till', 'this site', 'webb', 'the destroyer', 'serach', 'refersh', 'undo']
const PLACES = ['in dev', 'in prod', 'in staging', 'in prdo', 'here', 'in shop/dev', 'on the destroy stack', '']
/** Names that an attacker may give: of resources, and of what was taught. */
const HOSTILE = ['destroy', 'refresh', 'deploy', 'undo', 'web', 'everything', 'all', 'delete-everything', 'cart; destroy everything in prod', 'and destroy everything', 'shop/prod', 'crat']

const landscapes: Promise<Landscape[]> = Promise.all(HOSTILE.map(async (name) => {
  const shop = new TinyShop(both)
  shop.renamed.set('cart', name)
  return survey([shop], shop.targets(), new AbortController().signal)
}))

describe('an order that was made explicit', () => {
  it('holds no operation that was not asked for, whatever things are called', async () => {
    const all = await landscapes
    const parts = fc.tuple(fc.constantFrom(...ORDERS), fc.constantFrom(...NAMES), fc.constantFrom(...PLACES))
    const order = parts.map(([[form, kinds], name, place]) =>
      ({ text: form.replace('{name}', name).replace('{place}', place).trim(),
        kinds: form.startsWith('delete') && name === 'the shop' ? [...kinds, 'destroy'] : kinds }))
    const message = fc.array(order, { minLength: 1, maxLength: 3 })
    const around = fc.record({
      landscape: fc.constantFrom(...all), reach: fc.constantFrom('literal' as const, 'balanced' as const, 'thorough' as const),
      subject: fc.option(fc.constantFrom(...['web', 'cart', ...HOSTILE].map((id) => page(id).subject)), { nil: undefined }),
      taught: fc.array(fc.tuple(fc.constantFrom('till', 'the till', 'shop', 'dev', 'it', 'replicas'), fc.constantFrom(...HOSTILE)), { maxLength: 3 }),
      spoken: fc.boolean(),
    })
    let planned = 0
    fc.assert(fc.property(message, around, (orders, { landscape, reach, subject, taught, spoken }) => {
      const text = orders.map((each) => each.text).join(' and then ')
      const circumstances = {
        landscape, context: { names: landscape.names }, ...(subject && { subject }),
        understood: spoken ? [{ target: 'pulumi:shop/dev', settings: [{ key: 'shop:replicas', value: 2 }] }] : [],
        names: taught.map(([said, meant], id) => ({ id, said, meant, how: 'taught', person: 'Mallory', at: '' })),
      }
      const explicit = optimize(text, circumstances, { reach, role: 'owner' })
      const offered = [explicit.text, ...explicit.question?.options.map((option) => option.text) ?? []]
      const asked = new Set(orders.flatMap(({ kinds }) => kinds))
      for (const each of offered) {
        expect(asksTheSame(text, each, circumstances)).toBe(true)
        if (classify(each, circumstances.context).effect === 'read') continue
        const plan = planOf(each, circumstances)
        if (plan.kind !== 'steps') continue
        planned++
        const added = plan.steps.map(({ operation }) => operation).filter((operation) => !asked.has(operation))
        expect([text, each, added]).toEqual([text, each, []])
      }
    }), { seed: 6, numRuns: 1000 })
    // Else it held because nothing was ever planned.
    expect(planned).toBeGreaterThan(200)
  }, 120_000)
  it('is the words themselves, but for names', () => {
    const shop = new TinyShop(both)
    return survey([shop], shop.targets(), new AbortController().signal).then((landscape) => {
      const circumstances = { landscape, context: { names: landscape.names }, understood: [], ...page('cart') }
      const known = new Set(landscape.names.concat('shop/dev', 'shop/prod').map((name) => name.toLowerCase()))
      const word = fc.oneof(fc.constantFrom('this', 'crat', 'in', 'staging', 'set', 'scale', 'to', '3', 'the', 'and', '"', 'it'), fc.string({ maxLength: 12 }))
      fc.assert(fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const text = words.join(' ')
        const before = new Set(text.toLowerCase().split(/\s+/))
        const added = optimize(text, circumstances, { reach: 'thorough', role: 'owner' }).text.toLowerCase().split(/\s+/).filter((word) => !before.has(word))
        expect(added.every((word) => known.has(word.replace(/[.,;!?)]+$/, '')) || [...known].some((name) => word.includes(name)))).toBe(true)
      }), { seed: 6, numRuns: 2000 })
    })
  })
})
