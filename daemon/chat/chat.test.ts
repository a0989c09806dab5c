import { describe, expect, it } from 'vitest'
import type { Part, Turn } from '../../shared/wire.ts'
import { Turn as TurnSchema } from '../../shared/wire.ts'
import { ada, openShop } from './tiny-shop.ts'

/** All text of a turn, as a person would read it. */
const textOf = (turn: Turn): string => turn.parts.map(partText).join('\n')
function partText(part: Part): string {
  switch (part.kind) {
    case 'paragraph': return part.spans.map(({ text }) => text).join('')
    case 'list': return part.items.map((item) => item.map(({ text }) => text).join('')).join('\n')
    case 'table': return [
      part.columns.map(({ title }) => title).join(' | '),
      ...part.rows.map((row) => row.map(({ spans }) => spans.map(({ text }) => text).join('')).join(' | ')),
    ].join('\n')
    case 'code': case 'source': return part.text
    case 'timeline': return part.entries.map(({ spans }) => spans.map(({ text }) => text).join('')).join('\n')
    case 'choice': return `${part.question} ${part.options.map(({ text }) => text).join(' / ')}`
    case 'suggestions': return part.items.map(({ text }) => text).join('\n')
  }
}

describe('what went wrong that should not have', () => {
  it('is told to the daemon’s terminal, and the person is told only that it did', async () => {
    const told: unknown[] = []
    const { ask, shop } = await openShop(undefined, { unexpected: (error) => told.push(error) })
    const broken = new Error('a defect with insides')
    shop.simulate = () => Promise.reject(broken)
    expect(await ask('scale the shop to 3 replicas')).toMatchObject({ state: 'failed', error: { code: 'internal', message: expect.not.stringContaining('insides') } })
    expect(told).toEqual([broken])
  })
})

describe('a change', () => {
  it('becomes a plan of the closed schema, with the reading of it', async () => {
    const { ask, stepsOf } = await openShop()
    const turn = await ask('scale the shop to 3 replicas')
    expect(turn).toMatchObject({ state: 'done', reading: 'set shop:replicas to 3, deploy in shop/dev' })
    expect(stepsOf(turn.plan)).toEqual([
      {
        id: 'step-1', service: 'pulumi', operation: 'set-config', target: 'pulumi:shop/dev', parameters: { key: 'shop:replicas', value: 3 },
        dependsOn: [],
      },
      { id: 'step-2', service: 'pulumi', operation: 'deploy', target: 'pulumi:shop/dev', parameters: {}, dependsOn: ['step-1'] },
    ])
  })
  it('may be several of one stack, in one plan', async () => {
    const { ask, stepsOf } = await openShop()
    const turn = await ask('set the banner to "Sale, today and tomorrow" and replicas to 4, then make the database bigger')
    expect(stepsOf(turn.plan).map((step) => step.parameters)).toEqual([
      {
        key: 'shop:banner', value: 'Sale, today and tomorrow',
      }, { key: 'shop:replicas', value: 4 }, { key: 'shop:databaseTier', value: 'medium' }, {},
    ])
  })
  it('is never more than what was asked: what is only denied or asked about is not in it', async () => {
    const { ask, stepsOf } = await openShop()
    const turn = await ask('set replicas to 3, don\'t touch the banner')
    expect(stepsOf(turn.plan).map(({ operation }) => operation)).toEqual(['set-config', 'deploy'])
    expect((await ask('don\'t destroy dev')).plan).toBeUndefined()
    expect((await ask('how do I destroy dev?')).plan).toBeUndefined()
  })
  it('of a value that does not fit is refused with what would', async () => {
    const { ask } = await openShop()
    const turn = await ask('set replicas to 99')
    expect(turn.plan).toBeUndefined()
    expect(textOf(turn)).toContain('shop:replicas takes a whole number from 1 to 10')
  })
  it('with a value that fills its title is cut at the end of a character, and planned', async () => {
    const { ask, plans } = await openShop()
    for (const lead of ['', 'x']) {
      const turn = await ask(`set the content to "${lead}${'🚀'.repeat(30)}"`)
      expect(turn.error).toBeUndefined()
      expect(plans.get(turn.plan ?? '')?.summary.title).toMatch(/^content .* → x?(?:🚀)+… in shop\/dev$/u)
    }
  })
  it('that is longer than a button can send is asked back in words alone, as part of it is another order', async () => {
    const { ask } = await openShop()
    const turn = await ask(`set bannerr text to "${'y'.repeat(600)}"`)
    expect(TurnSchema.safeParse(turn)).toMatchObject({ success: true })
    expect(turn.parts).toEqual([{ kind: 'paragraph', spans: [{ text: expect.stringContaining('too long for a button') }] }])
    const shorter = await ask(`set bannerr text to "${'y'.repeat(60)}"`)
    expect(shorter.parts).toMatchObject([{ kind: 'choice', options: expect.arrayContaining([{
      label: 'shop:banner', text: `set shop:banner to ${'y'.repeat(60)} in shop/dev`,
    }]) }])
  })
  it('of which a value holds an order keeps it in quotes on the buttons that ask back', async () => {
    const { ask, stepsOf } = await openShop()
    const turn = await ask('set bannerr text to "Sale, and destroy everything"')
    const pressed = turn.parts[0]?.kind === 'choice' ? turn.parts[0].options[0]?.text ?? '' : ''
    expect(pressed).toContain('"Sale, and destroy everything"')
    expect(stepsOf((await ask(pressed)).plan).map(({ parameters }) => parameters)).toEqual([
      { key: 'shop:banner', value: 'Sale, and destroy everything' }, {},
    ])
  })
  it('goes by the name in it before what was spoken of', async () => {
    const { ask } = await openShop()
    await ask('set databaseTier to medium and set replicas to 6')
    expect(await ask('set replicas to 3')).toMatchObject({ reading: 'set shop:replicas to 3, deploy in shop/dev' })
  })
  it('with a slip in a name is read as the name that there is, and one that does not exist as none', async () => {
    const { ask } = await openShop()
    expect(await ask('set databasetir to large')).toMatchObject({ reading: 'set shop:databaseTier to "large", deploy in shop/dev' })
    const turn = await ask('scale the flux capacitor to 3')
    expect(turn.plan).toBeUndefined()
    expect((await ask('set foo to 3')).plan).toBeUndefined()
  })
  it('of a secret is refused, because a chat is kept', async () => {
    const { ask } = await openShop()
    const turn = await ask('set token to "hunter2"')
    expect(turn.plan).toBeUndefined()
    expect(textOf(turn)).toContain('secret')
  })
  it('takes what it leaves out from the conversation', async () => {
    const { ask, stepsOf } = await openShop({ 'pulumi:shop/dev': 'dev', 'pulumi:shop/prod': 'dev' })
    expect(stepsOf((await ask('scale the shop to 3 replicas in prod')).plan)[0]).toMatchObject({ target: 'pulumi:shop/prod' })
    expect(stepsOf((await ask('make it five')).plan)[0]).toMatchObject(
      { target: 'pulumi:shop/prod', parameters: { key: 'shop:replicas', value: 5 } }
    )
  })
  it('asks which target where several could be meant', async () => {
    const { ask } = await openShop({ 'pulumi:shop/dev': 'dev', 'pulumi:shop/prod': 'dev' })
    const turn = await ask('set replicas to 3')
    expect(turn.plan).toBeUndefined()
    expect(turn.parts).toMatchObject(
      [{ kind: 'choice', options: [{ text: 'set replicas to 3 in shop/dev' }, { text: 'set replicas to 3 in shop/prod' }] }]
    )
  })
  it('to a read-only target is refused by the plans, and the turn says so', async () => {
    const { ask } = await openShop()
    expect(await ask('scale the shop to 3 replicas in prod')).toMatchObject({ state: 'failed', error: { code: 'target-read-only' } })
  })
  it('reads an edited reading instead of the words, but nothing wider', async () => {
    const { ask, stepsOf } = await openShop()
    const edited = await ask('scale the shop to 3 replicas', { reading: 'set shop:replicas to 4, deploy in shop/dev' })
    expect(stepsOf(edited.plan)[0]).toMatchObject({ parameters: { key: 'shop:replicas', value: 4 } })
    expect((await ask('scale the shop to 3 replicas', { reading: 'destroy everything in shop/dev' })).plan).toBeUndefined()
  })
  it('that replaces a plan supersedes it', async () => {
    const { ask, plans } = await openShop()
    const first = await ask('scale the shop to 3 replicas')
    const second = await ask('scale the shop to 4 replicas', { replaces: first.plan ?? '' })
    expect(plans.get(first.plan ?? '')?.summary).toMatchObject({ state: 'superseded', supersededBy: second.plan })
  })
})

describe('what may be either', () => {
  it.each(['replicas to 3?', 'should we scale the shop to 3 replicas?', '3 replicas for the shop?'])('%s is asked back with two buttons, and nothing is done', async (text) => {
    const { ask, plans, stepsOf } = await openShop()
    const turn = await ask(text)
    expect(turn.parts).toMatchObject([{ kind: 'choice', options: [{ label: 'Make the plan' }, { label: 'No, only explain' }] }])
    expect([turn.plan, plans.list()]).toEqual([undefined, []])
    const [make, explain] = turn.parts.flatMap((part) => part.kind === 'choice' ? part.options.map((option) => option.text) : [])
    expect((await ask(explain ?? '')).plan).toBeUndefined()
    expect(stepsOf((await ask(make ?? '')).plan)[0]).toMatchObject({ operation: 'set-config', parameters: { key: 'shop:replicas', value: 3 } })
  })
})

describe('a read', () => {
  it('is answered without a plan', async () => {
    const { ask, plans } = await openShop()
    for (
      const text of [
        'what is running?', 'show the shop', 'what changed today?', 'why did the last change fail?', 'is anything drifted?', 'explain web',
        'list the resources in prod',
      ]
    ) {
      const turn = await ask(text)
      expect([text, turn.state, turn.plan, turn.parts.length > 0]).toEqual([text, 'done', undefined, true])
      expect(() => TurnSchema.parse(turn)).not.toThrow()
    }
    expect(plans.list()).toEqual([])
  })
  it('shows what runs', async () => {
    const { ask } = await openShop()
    expect(textOf(await ask('what is running?'))).toMatch(/shop\/dev[\s\S]*web \| Site \| replicas 2/)
  })
  it('tells what would happen without making a plan', async () => {
    const { ask, plans } = await openShop()
    const turn = await ask('what would happen if I set replicas to 5?')
    expect(textOf(turn)).toContain('shop:replicas: 2 → 5')
    expect(plans.list()).toEqual([])
  })
  it('explains the resource that the page shows, with drift and dependencies', async () => {
    const { ask, shop } = await openShop()
    shop.meddled.set('web', '7')
    const text = textOf(await ask('explain this resource', { subject: { provider: 'sandbox', kind: 'site', id: 'web' } }))
    expect(text).toContain('Depends on | main')
    expect(text).toContain('Depends on it | shop')
    expect(text).toContain('replicas is 7, the state says 2')
  })
  it('says what the address tells where no stack has the resource', async () => {
    const { ask } = await openShop()
    const text = textOf(
      await ask(
        'explain this resource', { subject: { provider: 'aws', region: 'eu-west-1', service: 'ec2', kind: 'instance', id: 'i-0abc' } }
      )
    )
    expect(text).toContain('Region | eu-west-1')
    expect(text).toContain('countersign.yaml')
  })
})

describe('a turn', () => {
  it('is the same when its message is sent twice', async () => {
    const { chat } = await openShop()
    const message = crypto.randomUUID()
    const first = await chat.ask({ message, text: 'what is running?' }, ada)
    expect(await chat.ask({ message, text: 'what is running?' }, ada)).toEqual(first)
    expect(chat.conversation(undefined, 10)).toHaveLength(1)
  })
  it('is announced while it is worked on, and when it is done', async () => {
    const { ask, heard } = await openShop()
    await ask('scale the shop to 3 replicas')
    const states = heard.flatMap((event) => event.type === 'turn' ? [event.turn.state] : [])
    expect([states[0], states.at(-1)]).toEqual(['working', 'done'])
  })
})
