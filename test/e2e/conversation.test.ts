import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mockModel, readable, type Asked, type Scripted } from '../../daemon/chat/agent/mock-model.ts'
import { startProduct, type Product } from './harness/index.ts'

type Value = Record<string, unknown> & {
  readonly type?: string, readonly text?: string, readonly reading?: string, readonly steps?: readonly Step[],
  readonly error?: { code: string }, readonly parts?: unknown,
}
interface Step { readonly operation: string, readonly parameters: Readonly<Record<string, unknown>> }

describe('a conversation with the real daemon, by the countersign command', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ environment: { ANTHROPIC_API_KEY: 'test-key' } })
    const pairing = product.json('pair', '--person', 'Ada')
    pairing.type(await product.terminal.pairingCode())
    expect((await pairing.result).status).toBe(0)
  }, 240_000)
  afterAll(async () => { await product?.close() })

  const say = async (...words: string[]): Promise<Value> => ((await product.json(...words).result).values[0] ?? {}) as Value
  const ask = (text: string): Promise<Value> => say('ask', text)
  const stepsOf = ({ steps = [] }: Value): unknown[] => steps.filter(({ operation }) => operation !== 'deploy').map(({ operation, parameters }) => ({ operation, ...parameters }))
  const optionsOf = ({ parts = [] }: Value): string[] =>
    (parts as { kind: string, options?: { text: string }[] }[]).flatMap(({ kind, options = [] }) => kind === 'choice' ? options.map(({ text }) => text) : [])

  it('of ten turns needs no model', async () => {
    expect((await ask('write a poem about the sea')).text).toContain('no language model is connected')
    expect((await ask('what is running?')).text).toContain('shop/dev')
    expect(stepsOf(await ask('scale the shop to 3 replicas'))).toEqual([{ operation: 'set-config', key: 'shop:replicas', value: 3 }])
    const five = await ask('make it five')
    expect([five.reading, stepsOf(five)]).toEqual(['set shop:replicas to 5, deploy in shop/dev', [{ operation: 'set-config', key: 'shop:replicas', value: 5 }]])
    expect((await ask('what would happen if I set the banner to "Sale"?')).text).toContain('this is no plan, no change made')
    expect(optionsOf(await ask('set replicas to 3 in staging'))).toContain('set replicas to 3 in shop/dev')
    expect((await ask('when I say the till, I mean cart')).text).toContain('From now on I read till as cart')
    expect(stepsOf(await ask('scale the till to 2'))).toEqual([{ operation: 'set-config', key: 'shop:cartReplicas', value: 2 }])
    const docs = await ask('add a site called docs like cart')
    expect(stepsOf(docs)).toEqual([{ operation: 'add-resource', kind: 'Site', name: 'docs', inputs: {}, like: 'cart' }])
    expect((await ask('what did you send?')).text).toContain('no model was asked anything')

    expect((await say('settings', 'reach=literal', 'role=owner'))).toEqual({ reach: 'literal', role: 'owner' })
    expect(((await say('memory')).things as { said: string }[]).map(({ said }) => said)).toEqual(expect.arrayContaining(['“till”', 'add a site called docs like cart']))
    await say('settings', 'reach=balanced')
  })

  it('of ten turns keeps to the person\'s own words with a model, whatever it says', async () => {
    let script: (asked: Asked) => Scripted = () => ({ text: 'Good morning.' })
    const model = await mockModel((asked) => script(asked))
    writeFileSync(path.join(product.home, 'countersign.yaml'), `model: { name: claude-test, address: "${model.address}", dailyTokens: 100000, price: { input: 3, output: 15 } }\n`)
    await product.restart()

    expect((await ask('write a poem about the sea')).text).toMatch(/Good morning\.[\s\S]*claude-test · 140 tokens in/)
    const isNew = (asked: Asked): boolean => typeof asked.messages.at(-1)?.content === 'string'
    script = (asked) => isNew(asked) ? { uses: [{ name: 'list_targets', input: {} }, { name: 'show_target', input: { target: 'pulumi:shop/dev' } }] } : { text: 'Two stacks of one shop.' }
    expect((await ask('tell me how all of this hangs together, as a story')).text).toContain('Two stacks of one shop.')
    expect(readable(model.requests.at(-1) ?? model.requests[0]!)).toContain('pulumi:shop/prod')
    const asked = model.requests.length
    expect(stepsOf(await ask('scale the shop to 4 replicas'))).toEqual([{ operation: 'set-config', key: 'shop:replicas', value: 4 }])
    expect(model.requests).toHaveLength(asked)

    const propose = (name: string, input: unknown) => (given: Asked): Scripted => isNew(given) ? { text: 'As you wish.', uses: [{ name, input }] } : { text: 'Done.' }
    script = propose('propose_plan', { target: 'pulumi:shop/dev', changes: [{ operation: 'destroy' }] })
    const beyond = await ask('tell me a story about my naming')
    expect([beyond.type, beyond.text]).toEqual(['answer', expect.stringContaining('a change that your message does not ask for')])
    script = propose('propose_plan', { target: 'pulumi:shop/dev', changes: [{ operation: 'add-resource', kind: 'Site', name: 'manuals', inputs: { content: 'Manuals', replicas: 1 } }] })
    const [order = ''] = optionsOf(await ask('we could do with some place for our manuals, add one please'))
    expect(order).toBe('add a Site called manuals with content "Manuals" and replicas 1, deploy in shop/dev')
    expect(stepsOf(await ask(order))).toEqual([{ operation: 'add-resource', kind: 'Site', name: 'manuals', inputs: { content: 'Manuals', replicas: 1 } }])

    script = propose('propose_code', { target: 'pulumi:shop/dev', files: [{ path: 'more.ts', content: 'export const more = 1\n' }] })
    const code = await ask('rewrite the program in shop/dev so that it has more')
    expect([code.risk, stepsOf(code)]).toEqual(['high', [{ operation: 'try-code', edit: expect.stringMatching(/^[0-9a-f]{64}$/) as string }]])
    script = () => ({ status: 429, type: 'rate_limit_error', retryAfter: 7 })
    expect((await ask('tell me a joke')).error).toMatchObject({ code: 'model-rate', hint: 'Try again in 7 s.' })
    script = () => ({ text: '', stop: 'refusal' })
    expect((await ask('tell me a joke')).text).toContain('declined')
    expect((await ask('what did you send?')).text).toContain('To claude-test')
    const { plans } = await say('plans') as { plans?: readonly { state: string }[] }
    expect((plans ?? []).every(({ state }) => !['approved', 'running', 'succeeded'].includes(state))).toBe(true)
  })
})
