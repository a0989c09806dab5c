import { describe, expect, it } from 'vitest'
import type { Part, Turn } from '../../../shared/wire.ts'
import { openShop } from '../tiny-shop.ts'

const said = ({ parts, error }: Turn): string => [
  ...parts.flatMap((part) => part.kind === 'paragraph' ? [part.spans.map((span) => span.text).join('')] : part.kind === 'choice' ? [part.question] : []),
  error?.message ?? '',
].join('\n').trim()
const buttons = ({ parts }: Turn): string[] => parts.flatMap((part: Part) => part.kind === 'choice' ? part.options.map((option) => option.text) : [])
const offered = ({ parts }: Turn): string[] => parts.flatMap((part: Part) => part.kind === 'suggestions' ? part.items.map((item) => item.text) : [])

describe('a text as a value', () => {
  it('needs no quotes where the words before it name a setting that takes one', async () => {
    const { ask, stepsOf } = await openShop()
    for (const [words, value] of [
      ['set the banner to Sale today', 'Sale today'], ['set the banner to Free shipping until Friday.', 'Free shipping until Friday'],
      ['change the front page text to Welcome back in dev', 'Welcome back'], ['make the banner say 20 percent off', '20 percent off'],
    ] as const) expect(stepsOf((await ask(words)).plan)[0]?.parameters, words).toMatchObject({ value })
  })
  it('is an empty one where it is turned off, and is asked for where it is turned on', async () => {
    const { ask, stepsOf, shop } = await openShop()
    shop.values('pulumi:shop/dev').set('shop:banner', 'Sale')
    expect(stepsOf((await ask('turn the banner off')).plan)[0]?.parameters).toEqual({ key: 'shop:banner', value: '' })
    expect(said(await ask('turn the banner on'))).toContain('What should shop:banner be? It takes a text, and is now Sale. Say it in quotes')
  })
})

describe('several orders in one message', () => {
  it('are all in what a button sends, when one of them has to be asked about', async () => {
    const { ask, stepsOf } = await openShop()
    const turn = await ask('turn off the search and scale the web')
    expect(buttons(turn)).toEqual(['turn off the search and set shop:replicas to 3 in shop/dev', 'turn off the search and set shop:replicas to 1 in shop/dev'])
    expect(stepsOf((await ask(buttons(turn)[0] ?? '')).plan).map(({ operation, parameters }) => [operation, parameters])).toEqual([
      ['set-config', { key: 'shop:search', value: false }], ['set-config', { key: 'shop:replicas', value: 3 }], ['deploy', {}],
    ])
  })
})

describe('one value for several', () => {
  it('is set for each that is named', async () => {
    const { ask, stepsOf } = await openShop()
    for (const words of ['scale cart and web to 2', 'please scale the cart and the web to 2 replicas', 'set cartReplicas and replicas to 2']) {
      expect(stepsOf((await ask(words)).plan).map(({ parameters }) => parameters), words).toEqual(expect.arrayContaining([
        { key: 'shop:cartReplicas', value: 2 }, { key: 'shop:replicas', value: 2 }, {},
      ]))
    }
  })
  it('asks about the one that is not known, and keeps the other', async () => {
    const { ask, plans } = await openShop()
    const turn = await ask('scale cart and docs to 2')
    expect(plans.list()).toEqual([])
    expect(said(turn)).toContain('docs')
  })
})

describe('a name that nothing has', () => {
  it('is asked about, and never taken for what there is', async () => {
    const { ask, plans } = await openShop()
    for (const words of ['scale docs to 2', 'scale the flurb to 2', 'scale docs to 2 and turn off the search']) {
      expect(said(await ask(words)), words).toMatch(/There is no setting "(?:docs|flurb)" in shop\/dev/)
    }
    expect(plans.list()).toEqual([])
  })
})

describe('what is to be as it was', () => {
  it('has no answer but words where no run set it', async () => {
    const { ask, plans } = await openShop()
    for (const words of ['set replicas back', 'put the replicas back to what they were', 'restore the old banner', 'revert the banner']) {
      expect(said(await ask(words)), words).toMatch(/^No run on record set shop:(?:replicas|banner) in shop\/dev, so there is nothing to go back to\. Nothing was changed\./)
    }
    expect(said(await ask('roll back to this morning'))).toContain('no run changed shop/dev that could be undone')
    expect(plans.list()).toEqual([])
  })
  it('is a value like any other where one is said', async () => {
    const { ask, stepsOf } = await openShop()
    expect(stepsOf((await ask('set replicas back to 1')).plan)[0]?.parameters).toEqual({ key: 'shop:replicas', value: 1 })
  })
})

describe('an order', () => {
  it('to upgrade takes the next size, and to rename is told what that would do', async () => {
    const { ask, stepsOf, plans } = await openShop()
    expect(stepsOf((await ask('upgrade the database')).plan)[0]?.parameters).toEqual({ key: 'shop:databaseTier', value: 'medium' })
    const turn = await ask('rename the site cart to basket')
    expect(said(turn)).toContain('renamed, it would be another Site')
    expect(buttons(turn)).toEqual(['add a Site called basket like cart in shop/dev'])
    expect(plans.list()).toHaveLength(1)
  })
  it('of the project’s own command is the same order in words', async () => {
    const { ask, stepsOf } = await openShop({ 'pulumi:shop/dev': 'dev', 'pulumi:shop/prod': 'dev' })
    await ask('set replicas to 4 in dev')
    expect(stepsOf((await ask('pulumi refresh --yes --stack dev')).plan).map(({ operation, target }) => [operation, target])).toEqual([['refresh', 'pulumi:shop/dev']])
    expect(buttons(await ask('pulumi destroy -y'))).toEqual(['destroy everything in shop/dev', 'destroy everything in shop/prod'])
    expect((await ask('pulumi up --target a --stack dev')).plan).toBeUndefined()
  })
  it('with two values is asked about', async () => {
    const { ask } = await openShop({ 'pulumi:shop/dev': 'dev' })
    expect(buttons(await ask('set replicas to 3 or 4'))).toEqual(['set replicas to 3', 'set replicas to 4'])
  })
  it('may name the mode alone', async () => {
    const { ask, stepsOf } = await openShop({ 'pulumi:shop/dev': 'dev', 'pulumi:shop/prod': 'read-only' })
    expect(stepsOf((await ask('make shop/prod dev')).plan)[0]).toMatchObject({ operation: 'set-mode', target: 'pulumi:shop/prod' })
  })
  it('to lower a mode is carried out at once, whatever the target is called like', async () => {
    const { ask, plans } = await openShop({ 'pulumi:shop/dev': 'production', 'pulumi:shop/prod': 'dev' })
    expect(said(await ask('set the mode of shop/dev to read-only'))).toContain('shop/dev is read-only now')
    expect(plans.targets().map(({ id, mode }) => [id, mode])).toEqual([['pulumi:shop/dev', 'read-only'], ['pulumi:shop/prod', 'dev']])
    expect(plans.list()).toEqual([])
  })
  it('is about the number of copies where a stack is scaled, whatever was spoken of before', async () => {
    const { ask, stepsOf } = await openShop({ 'pulumi:shop/dev': 'dev', 'pulumi:shop/prod': 'dev' })
    await ask('turn off the search in prod')
    const turn = await ask('scale prod to 4')
    expect(stepsOf(turn.plan)[0]).toMatchObject({ target: 'pulumi:shop/prod', parameters: { key: 'shop:replicas', value: 4 } })
  })
  it('not to deploy is not deployed', async () => {
    const { ask, plans } = await openShop()
    for (const words of ['scale web to 3 but don\'t deploy', 'set the banner to "Sale" without deploying it']) {
      expect(said(await ask(words)), words).toContain('You said not to deploy')
    }
    expect(plans.list()).toEqual([])
  })
  it('may be in another language, where its names are those that exist', async () => {
    const { ask, stepsOf } = await openShop()
    for (const words of ['skaliere den shop auf 4 replicas', 'bitte skaliere web auf 4', 'escala web a 4 replicas', 'augmente les replicas de web à 4']) {
      expect(stepsOf((await ask(words)).plan)[0]?.parameters, words).toEqual({ key: 'shop:replicas', value: 4 })
    }
  })
  it('to delete a thing by its name alone removes that, and asks which where several have it', async () => {
    const { ask, stepsOf, shop } = await openShop()
    expect(stepsOf((await ask('delete web')).plan)[0]).toMatchObject({ operation: 'remove-resource', parameters: { resource: 'web', kind: 'Site' } })
    shop.renamed.set('shop', 'web')
    expect(buttons(await ask('remove web'))).toEqual(['remove the Site web in shop/dev', 'remove the Route web in shop/dev'])
  })
})

describe('how something is done', () => {
  it('is told as orders that can be sent, and nothing is planned', async () => {
    const { ask, plans } = await openShop()
    expect(offered(await ask('how do I scale web?'))).toEqual(['set shop:replicas to 3 in shop/dev', 'set shop:replicas to 1 in shop/dev'])
    expect(offered(await ask('how can I scale the cart to 5?'))).toEqual(['set shop:cartReplicas to 5, deploy in shop/dev'])
    expect(plans.list()).toEqual([])
  })
  it('is told in general where a person asks what can be done at all', async () => {
    const { ask } = await openShop()
    for (const words of ['help', 'what can you do?', 'hi, what can I do here?']) expect(said(await ask(words)), words).toContain('I look after the infrastructure')
    expect(said(await ask('hello'))).toMatch(/^Hello\./)
    expect(said(await ask('thanks!'))).toBe('You\'re welcome.')
    expect(said(await ask('don\'t scale web'))).toBe('Nothing was planned, and nothing was changed.')
  })
})

describe('a question about the whole', () => {
  it('is answered with its parts, though a part is called like it', async () => {
    const { ask } = await openShop()
    expect(said(await ask('how many replicas does the shop have?'))).toMatch(/^4 resources in shop\/dev, shop\/prod:/)
  })
})
