import { createHash } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserOr, patience, personAt, picture, sandboxOf, startProduct, unauthorised, type Chromium, type Person, type Product } from './harness/index.ts'

const long = `${'z'.repeat(200)}\u202e${'z'.repeat(300)}`

/** Names as somebody chooses them who wants to be mistaken, and what a person has to read instead. */
const names: readonly (readonly [attack: string, name: string, shown: string])[] = [
  ['escape sequences', 'web\u001b[7;7H\u001b[2Kgone\u001b]0;owned\u0007', 'web⟨U+001B⟩[7;7H⟨U+001B⟩[2Kgone⟨U+001B⟩]0;owned⟨U+0007⟩'],
  ['a code of its own, on a line of its own', 'spoof\n  code 000 111\n', 'spoof⟨U+000A⟩ ⟨U+0020⟩code 000 111⟨U+000A⟩'],
  ['a space at the end', 'cart ', 'cart⟨U+0020⟩'],
  ['two spaces for one', 'my  site', 'my ⟨U+0020⟩site'],
  ['a right-to-left override', 'site\u202egnp.exe\u202c', 'site⟨U+202E⟩gnp.exe⟨U+202C⟩'],
  ['a zero-width space', 'ca\u200brt', 'ca⟨U+200B⟩rt'],
  ['letters of another script', 's\u0435arch', 's⟨U+0435⟩arch'],
  ['markup', '<img src=x onerror="document.title=`owned`"><script>document.title=1</script>', '<img src=x onerror="document.title=`owned`"><script>document.title=1</script>'],
  ['another name behind colons', 'main::web', 'main::web'],
  ['256 characters without a break', 'y'.repeat(256), 'y'.repeat(256)],
  ['more than a card shows', long, `${'z'.repeat(200)}⟨U+202E⟩${'z'.repeat(38)}… ${createHash('sha256').update(long).digest('hex').slice(0, 12)}`],
]

const said = 'boom \u001b[2J\u001b]8;;http://evil.example\u0007 code 000 222\u202e <b onclick="1">x</b>'

/** Sites with those names, made by the program as anybody's program might; in the cloud itself they are called plainly. */
const program = names.map(([, name], at) =>
  `new Site(${JSON.stringify(name)}, { name: 'hostile-${at}', content: ${JSON.stringify(`${name.slice(0, 40).replaceAll(/[^\x20-\x7e]/g, '')}<b>`)}, replicas: 1 })`).join('\n')

/** A provider of the program's own that fails with words that would drive a terminal. */
const failing = `
import { dynamic as other } from '@pulumi/pulumi'
class Failing extends other.Resource {
  constructor(name: string) {
    super({ async create() { throw new Error(${JSON.stringify(said)}) } }, name, {}, {}, 'sandbox', 'Fail\\u202eing')
  }
}
new Failing('boom\\u200b')
`

// what nobody chose but a provider, a program or a model, and what never may reach a screen
const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\u0435]/

describe('what a provider calls its resources', () => {
  let product: Product
  let chromium: Chromium
  let person: Person
  const complaints: string[] = []
  const panel = () => person.panel
  const card = () => panel().locator('[data-plan], [data-run]').last()
  const write = (text: string) => appendFileSync(path.join(product.home, 'sandbox/shop/index.ts'), text)

  /** What has to hold wherever such a name is drawn. */
  const drawn = async (name: string): Promise<string> => {
    await picture(panel(), name)
    const text = await panel().locator('#panel').innerText()
    expect(text).not.toMatch(dangerous)
    expect(await panel().evaluate(() => [document.title, document.querySelectorAll('article img, article script, article b[onclick]').length])).toEqual(['Countersign', 0])
    for (const width of [320, 400]) {
      await panel().setViewportSize({ width, height: 900 })
      expect(await panel().evaluate(() => document.querySelector('.scroll')?.scrollWidth ?? 0)).toBeLessThanOrEqual(width)
    }
    await card().evaluate((element) => element.scrollIntoView({ block: 'start' }))
    await picture(panel(), `${name}-below`)
    expect(complaints).toEqual([])
    return text
  }

  beforeAll(async () => { product = await startProduct() }, 240_000)
  afterAll(async () => { await product?.close() })

  it('is drawn on the card as what it is, and nothing of it acts', async ({ skip }) => {
    chromium = await product.browse(browserOr(skip))
    person = personAt(await chromium.openPanel(), product)
    panel().on('pageerror', (error) => complaints.push(String(error)))
    panel().on('dialog', (dialog) => { complaints.push(dialog.message()); void dialog.dismiss() })
    await person.pair()
    await person.pairCommand()
    write(`\n${program}\n`)
    await person.ask('deploy shop/dev')
    await card().getByRole('button', { name: 'Approve & Execute' }).waitFor()
    const text = await drawn('hostile-card')
    for (const [attack, , shown] of names) expect([attack, text.includes(shown)]).toEqual([attack, true])
  })

  it('is drawn as what it is while it runs and afterwards', async () => {
    await person.approve()
    await panel().locator('[data-run][data-state=succeeded]').last().waitFor({ timeout: patience })
    const text = await drawn('hostile-run')
    for (const [attack, , shown] of names) expect([attack, text.includes(shown)]).toEqual([attack, true])
  })

  it('is named on the terminal before it is deleted, and can neither move its cursor nor show a code', async () => {
    await person.ask('undo that')
    await panel().locator('article.turn').last().getByRole('button', { name: 'Approve & Execute' }).waitFor()
    const before = product.terminal.mark
    const code = await person.press()
    const text = product.terminal.text.slice(before)
    for (const [attack, , shown] of names) expect([attack, text.includes(`delete  ${shown}`)]).toEqual([attack, true])
    expect([code, text.match(/^ *code \d{3} \d{3}$/gm)]).toEqual([code, [`  code ${code.slice(0, 3)} ${code.slice(3)}`]])
    // what the plan is about is read again below a list that scrolled it away
    expect(text.match(/ {2}on shop\/dev, dev/g)).toHaveLength(2)
    await drawn('hostile-delete')
    await person.type(code)
    await expect.poll(async () => (await sandboxOf(product).calls()).filter(({ action, name }) => action === 'delete' && name.startsWith('hostile-')).length, { timeout: patience })
      .toBe(names.length)
    // the run before this one stands above it, as succeeded
    await expect.poll(() => panel().locator('[data-run][data-state=succeeded]').count(), { timeout: patience }).toBe(2)
  })

  it('is what it is in the words of a failure, in the sidebar and in the command', async () => {
    write(failing)
    await person.ask('deploy shop/dev')
    await person.approve()
    await panel().locator('[data-run][data-state=rolled-back], [data-run][data-state=failed]').last().waitFor({ timeout: patience })
    expect(await drawn('hostile-failure')).toContain('boom ⟨U+001B⟩[2J')
    const command = product.command('run', await panel().locator('[data-run]').last().getAttribute('data-run') ?? '')
    expect(await command.ended).toBeLessThan(2)
    expect(command.text).toContain('boom ⟨U+001B⟩[2J')
    for (const terminal of [command, product.terminal]) {
      expect(terminal.printed).not.toMatch(/[\u200b\u202a-\u202e\u0435]|\u001b\[(7;7H|2J)|\u001b\]/)
    }
  })

  it('leaves no call at the cloud that no approved step accounts for', async () => {
    const calls = await unauthorised(product, (await product.json('audit').result).values)
    // the cloud knows these by plain names, which are not the ones that their steps bear
    expect(calls.filter((call) => !/ sites\/hostile-\d+ /.test(call))).toEqual([])
    expect((await product.json('audit', 'verify').result).values[0]).toMatchObject({ ok: true })
  })
})
