import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { ada, openShop } from '../tiny-shop.ts'
import { mockModel, readable } from './mock-model.ts'
import type { Scripted } from './mock-model.ts'

async function shopWith(script: Parameters<typeof mockModel>[0], more: { dailyTokens?: number } = {}) {
  const provider = await mockModel(script)
  const opened = await openShop(
    undefined, { model: { key: 'test-key', name: 'claude-test', address: provider.address, price: { input: 3, output: 15 }, ...more } }
  )
  return { ...opened, provider }
}
const say = (text: string): Scripted => ({ text })

describe('conversation with a model', () => {
  it('streams its text as text, and says what it cost', async () => {
    const { ask, heard } = await shopWith(() => say('Blue light is scattered more. <b>Really</b> [look](http://evil.example/?q=1)'))
    const turn = await ask('why is the sky blue?')
    expect(turn.parts).toMatchObject(
      [
        { kind: 'paragraph', spans: [{ text: 'Blue light is scattered more. <b>Really</b> [look](http://evil.example/?q=1)' }] },
        { kind: 'source', text: expect.stringContaining('claude-test · 140 tokens in (40 cached), 20 out · about $') as string },
      ]
    )
    expect(heard.some((event) => event.type === 'turn' && event.turn.state === 'working' && event.turn.parts.length > 0)).toBe(true)
  })
  it('lets it read, and gives it no secret', async () => {
    const { ask, provider } = await shopWith(
      (_, round) => round === 0 ? {
        uses: [{ name: 'list_targets', input: {} }, { name: 'show_target', input: { target: 'pulumi:shop/dev' } }],
      } : say('There are two stacks.')
    )
    const turn = await ask('tell me how all of this hangs together, as a story')
    expect(turn.state).toBe('done')
    const seen = readable(provider.requests[1] ?? provider.requests[0]!)
    expect(seen).toContain('pulumi:shop/prod')
    expect(seen).toContain('[secret]')
  })
  it('lets it preview, and look at plans and at the provider, which changes nothing', async () => {
    const { ask, provider, plans, shop } = await shopWith((asked) => typeof asked.messages.at(-1)?.content === 'string' ? { uses: [
      { name: 'what_would_happen', input: { target: 'shop/dev', key: 'shop:replicas', value: 5 } }, { name: 'what_would_happen', input: { target: 'shop/dev', key: 'shop:token', value: 'x' } },
      { name: 'show_plan', input: { plan: 'plan-1' } }, { name: 'provider_facts', input: { target: 'shop/dev', name: 'cart' } },
    ] } : say('Five is fine.'))
    await ask('scale the shop to 3 replicas')
    shop.meddled.set('cart', '7')
    await ask('tell me how all of this hangs together, as a story')
    const seen = readable(provider.requests[1] ?? provider.requests[0]!)
    for (const part of ['"after":"5"', 'no such setting that could be tried', '"asked":"scale the shop to 3 replicas"', '"id":"sites/cart"', '"after":"7"']) expect(seen).toContain(part)
    expect([plans.list().length, shop.values('pulumi:shop/dev').get('shop:replicas')]).toEqual([1, 2])
  })
  it('is not asked where the daemon knows by itself', async () => {
    const { ask, provider } = await shopWith(() => say('no'))
    for (const text of ['what is running?', 'scale the shop to 3 replicas', 'what changed today?', 'show the shop']) await ask(text)
    expect(provider.requests).toEqual([])
  })
  it('keeps the prefix of a request the same, so that it is cached', async () => {
    const { ask, provider } = await shopWith(() => say('hello'))
    await ask('good morning')
    await ask('tell me a joke')
    const [first, second] = provider.requests
    expect([second?.system, second?.tools]).toEqual([first?.system, first?.tools])
    expect(JSON.stringify(first?.system)).toContain('ephemeral')
  })
  it('tells what was sent', async () => {
    const { ask } = await shopWith(() => say('hello'))
    await ask('good morning')
    expect(JSON.stringify((await ask('what did you send?')).parts)).toContain('good morning')
  })
  it('turns each way of failing into a sentence with a next step', async () => {
    let answer: Scripted = say('')
    const { ask } = await shopWith(() => answer)
    const failing = async (scripted: Scripted) => { answer = scripted; return (await ask('tell me a joke')).error }
    expect(await failing({ status: 401, type: 'authentication_error' })).toMatchObject({ code: 'model-key' })
    expect(
      await failing({ status: 429, type: 'rate_limit_error', retryAfter: 7 })
    ).toMatchObject({ code: 'model-rate', hint: 'Try again in 7 s.' })
    expect(await failing({ status: 529, type: 'overloaded_error' })).toMatchObject({ code: 'model-busy' })
    expect(await failing({ text: 'half of an', broken: true })).toMatchObject({ code: expect.stringMatching(/^model-/) as string })
    answer = { text: '', stop: 'refusal' }
    expect(JSON.stringify((await ask('tell me a joke')).parts)).toContain('declined')
  })
  it('ends when the person stops it', async () => {
    const ids: string[] = []
    const started = new EventTarget()
    const { chat, heard } = await shopWith(
      () => {
        ids.push(...heard.flatMap((event) => event.type === 'turn' ? [event.turn.id] : []))
        started.dispatchEvent(new Event('asked'))
        return { text: 'x'.repeat(4000), broken: true }
      }
    )
    const asked = chat.ask({ message: crypto.randomUUID(), text: 'tell me a long story' }, ada)
    await once(started, 'asked')
    chat.stop(ids.at(-1) ?? '', ada)
    expect((await asked).state).toBe('stopped')
  })
  it('ends when it only ever reads', async () => {
    const { ask, provider } = await shopWith(() => ({ uses: [{ name: 'list_runs', input: {} }] }))
    expect(JSON.stringify((await ask('tell me a story')).parts)).toContain('went on reading')
    expect(provider.requests).toHaveLength(8)
  })
  it('keeps to its budget', async () => {
    const { ask } = await shopWith(() => say('ok'), { dailyTokens: 100 })
    expect((await ask('tell me a joke')).state).toBe('done')
    expect((await ask('tell me a joke')).error).toMatchObject({ code: 'model-budget' })
  })
})
