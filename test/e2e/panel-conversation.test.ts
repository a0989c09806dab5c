import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mockModel, readable, type Asked, type Scripted } from '../../daemon/chat/agent/mock-model.ts'
import { browserOr, patience, personAt, startProduct, type Person, type Product } from './harness/index.ts'

describe('a conversation in the side panel', () => {
  let product: Product
  let person: Person
  beforeAll(async () => { product = await startProduct({ environment: { ANTHROPIC_API_KEY: 'test-key' } }) }, 240_000)
  afterAll(async () => { await product?.close() })

  /** Sends a message and waits until its turn is answered. */
  const say = async (text: string): Promise<Locator> => {
    const turns = person.panel.locator('article.turn')
    const before = await turns.count()
    await person.ask(text)
    const turn = turns.nth(before)
    await turn.locator('.answer[aria-live=off]').waitFor({ state: 'attached', timeout: patience })
    expect(await turn.getAttribute('aria-label')).toBe(`You: ${text}`)
    return turn
  }
  const answerTo = async (text: string): Promise<string> => (await say(text)).innerText()
  /** What the card of a plan says; the plan waits for this person. */
  const planFor = async (text: string): Promise<string> => {
    const turn = await say(text)
    await turn.getByRole('button', { name: 'Approve & Execute' }).waitFor({ timeout: patience })
    return turn.innerText()
  }

  it('of ten turns needs no model', async ({ skip }) => {
    const chromium = await product.browse(browserOr(skip))
    person = personAt(await chromium.openPanel(), product)
    await person.pair()

    expect(await answerTo('write a poem about the sea')).toContain('no language model is connected')
    expect(await answerTo('what is running?')).toContain('shop/dev')
    expect(await planFor('scale the shop to 3 replicas')).toContain('set shop:replicas to 3')
    expect(await planFor('make it five')).toContain('set shop:replicas to 5')
    expect(await answerTo('what would happen if I set the banner to "Sale"?')).toContain('this is no plan, no change made')
    expect(await answerTo('set replicas to 3 in staging')).toMatch(/staging/)
    expect(await answerTo('when I say the till, I mean cart')).toContain('From now on I read till as cart')
    expect(await planFor('scale the till to 2')).toContain('cartReplicas')
    expect(await planFor('add a site called docs like cart')).toContain('docs')
    expect(await answerTo('what did you send?')).toContain('no model was asked anything')
  })

  it('of ten turns keeps to the person\'s own words with a model, whatever it says', async ({ skip }) => {
    if (person === undefined) skip('no browser')
    let script: (asked: Asked) => Scripted = () => ({ text: 'Good morning.' })
    const model = await mockModel((asked) => script(asked))
    writeFileSync(path.join(product.home, 'countersign.yaml'), `model: { name: claude-test, address: "${model.address}", dailyTokens: 100000, price: { input: 3, output: 15 } }\n`)
    await product.restart()
    const isNew = (asked: Asked): boolean => typeof asked.messages.at(-1)?.content === 'string'
    const propose = (name: string, input: unknown) => (given: Asked): Scripted => isNew(given) ? { text: 'As you wish.', uses: [{ name, input }] } : { text: 'Done.' }

    expect(await answerTo('write a poem about the sea')).toMatch(/Good morning\.[\s\S]*claude-test · 140 tokens in/)
    script = (asked) => isNew(asked) ? { uses: [{ name: 'list_targets', input: {} }] } : { text: 'Two stacks of one shop.' }
    expect(await answerTo('tell me how all of this hangs together, as a story')).toContain('Two stacks of one shop.')
    expect(model.requests.map(readable).join('\n')).toContain('pulumi:shop/prod')
    const asked = model.requests.length
    expect(await planFor('scale the shop to 4 replicas')).toContain('set shop:replicas to 4')
    expect(model.requests).toHaveLength(asked)
    script = propose('propose_plan', { target: 'pulumi:shop/dev', changes: [{ operation: 'destroy' }] })
    const beyond = await say('tell me a story about my naming')
    expect(await beyond.innerText()).toContain('a change that your message does not ask for')
    expect(await beyond.getByRole('button', { name: 'Approve & Execute' }).count()).toBe(0)
    // A model's text stays text: no link to follow, no picture to fetch.
    script = () => ({ text: 'See [this](https://elsewhere.example/?q=secret) ![x](https://elsewhere.example/x.png)' })
    const linked = await say('tell me something nice')
    expect(await linked.innerText()).toContain('elsewhere.example')
    expect([await linked.locator('a').count(), await linked.locator('img').count()]).toEqual([0, 0])
    script = propose('propose_code', { target: 'pulumi:shop/dev', files: [{ path: 'more.ts', content: 'export const more = 1\n' }] })
    expect(await planFor('rewrite the program in shop/dev so that it has more')).toContain('more.ts')
    script = () => ({ status: 429, type: 'rate_limit_error', retryAfter: 7 })
    expect(await answerTo('tell me a joke')).toContain('Try again in 7 s.')
    script = () => ({ text: '', stop: 'refusal' })
    expect(await answerTo('tell me another joke')).toContain('declined')
    expect(await answerTo('what is running?')).toContain('shop/dev')
    expect(await answerTo('what did you send?')).toContain('To claude-test')
  })
})
