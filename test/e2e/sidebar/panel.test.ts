import { describe, expect, it } from 'vitest'
import { countPanels } from '../harness/side-panel.ts'
import { done, paired, planned, things } from './scene.ts'
import { tinyTarget } from './tiny-daemon.ts'

describe('the whole job in the side panel', () => {
  it('pairs, answers, shows a plan, takes the code, runs, and undoes, with nothing in the console but the refusal', async ({ skip }) => {
    const one = await paired(skip)
    const { panel } = one
    expect(await countPanels(one.chromium.worker)).toBe(1)
    await one.say('what is running?')
    await panel.getByText('no change made').waitFor()
    await planned(one, 'set web to 3')
    expect(things(one)).toEqual({ web: 2 })
    expect(one.daemon.printed.join('')).not.toMatch(/code \d{3} \d{3}/)

    await panel.getByRole('button', { name: 'Approve & Execute' }).click()
    await one.typeCode('000000' === one.daemon.printed.at(-1) ? '000001' : '000000')
    await panel.getByText('That code is wrong').waitFor()
    await panel.getByText('2 tries left', { exact: true }).waitFor()
    expect(things(one)).toEqual({ web: 2 })
    const chip = await panel.locator('.dock .chip').textContent()
    expect(one.daemon.printed.join('')).toContain(chip)

    await one.typeCode()
    await done(one)
    expect(things(one)).toEqual({ web: 3 })

    await panel.getByRole('button', { name: 'Undo' }).click()
    await panel.getByRole('button', { name: 'Approve & Execute' }).click()
    await one.typeCode()
    await done(one, 2)
    expect(things(one)).toEqual({ web: 2 })

    await panel.getByRole('button', { name: /^Record / }).last().click()
    await panel.locator('.record.focus').getByText('verified').waitFor()
    expect(await panel.getByText('not proven').count()).toBe(0)
    // Chromium notes every answer that is no success; the one here is the wrong code's.
    expect(one.complaints.filter((text) => !text.includes('422'))).toEqual([])
  })

  it('is done by keyboard alone, and focus stands where the next thing is to be done', async ({ skip }) => {
    const one = await paired(skip)
    const { panel } = one
    const focused = (): Promise<string> => panel.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')
    await panel.getByLabel('Ask, or say what should change').focus()
    await panel.keyboard.type('set web to 4')
    await panel.keyboard.press('Enter')
    await expect.poll(focused).toContain('Plan to approve')
    // From the card its first control is one Tab away; Approve & Execute is the first of the three decisions.
    for (let presses = 0; (await focused()) !== 'Approve & Execute' && presses < 20; presses += 1) await panel.keyboard.press('Tab')
    await panel.keyboard.press('Enter')
    await expect.poll(focused).toBe('Digit 1 of 6')
    await panel.keyboard.press('Escape')
    await panel.getByLabel('Ask, or say what should change').waitFor()
    await panel.getByRole('button', { name: 'Approve & Execute' }).focus()
    await panel.keyboard.press('Enter')
    await expect.poll(focused).toBe('Digit 1 of 6')
    await panel.keyboard.type(one.daemon.approvalCode())
    await expect.poll(focused).toBe('Approve & Execute')
    await panel.keyboard.press('Enter')
    await done(one)
    expect(things(one)).toEqual({ web: 4 })
  })

  it('takes a pasted code, whatever stands between its digits', async ({ skip }) => {
    const one = await paired(skip)
    await planned(one, 'set web to 5')
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).click()
    await one.panel.getByLabel('Digit 3 of 6').click()
    const code = one.daemon.approvalCode()
    await one.panel.getByLabel('Digit 3 of 6').evaluate((box, text) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text', text)
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, ` ${code.slice(0, 3)} ${code.slice(3)}\n`)
    await one.panel.keyboard.press('Enter')
    await done(one)
  })
})

describe('what a person can decide instead', () => {
  it('rejects with a comment, and nothing was changed', async ({ skip }) => {
    const one = await paired(skip)
    await planned(one, 'set web to 3')
    await one.panel.getByRole('button', { name: 'Reject' }).click()
    await one.panel.getByLabel('Why not?').fill('Not on a Friday.')
    await one.panel.getByRole('button', { name: 'Reject' }).click()
    await one.panel.getByText('Not on a Friday.').waitFor()
    await one.panel.locator('.card .tag', { hasText: 'rejected' }).waitFor()
    expect(things(one)).toEqual({ web: 2 })
  })

  it('modifies: the request comes back, and the new plan replaces the old one', async ({ skip }) => {
    const one = await paired(skip)
    await planned(one, 'set web to 3')
    await one.panel.getByRole('button', { name: 'Modify Plan' }).click()
    const box = one.panel.getByLabel('Ask, or say what should change')
    expect(await box.inputValue()).toBe('set web to 3')
    await box.fill('set web to 7')
    await one.panel.keyboard.press('Enter')
    await one.panel.getByRole('button', { name: 'See plan-2' }).waitFor()
    await one.panel.getByRole('heading', { name: 'Set web to 7' }).waitFor()
    expect(await one.panel.getByRole('button', { name: 'Approve & Execute' }).count()).toBe(1)
  })

  it('asks for a tick by name where nothing brings it back, before any code is shown', async ({ skip }) => {
    const one = await paired(skip)
    one.daemon.cloud.things(tinyTarget).set('db-old', 7)
    await planned(one, 'remove db-old')
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).focus()
    await one.panel.keyboard.press('Enter')
    expect(one.daemon.printed.join('')).not.toMatch(/code \d{3} \d{3}/)
    await expect.poll(() => one.panel.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('checkbox')
    await one.panel.keyboard.press('Space')
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).click()
    await one.typeCode()
    await done(one)
    expect(things(one)).toEqual({ web: 2 })
  })

  it('stops a message that works', async ({ skip }) => {
    const one = await paired(skip)
    await one.say('wait')
    await one.panel.getByText('Waiting until somebody presses Stop').waitFor()
    await one.panel.getByRole('button', { name: 'Stop' }).click()
    await one.panel.getByText('Stopped. Nothing was changed by this message.').waitFor()
  })
})

describe('the page beside the panel', () => {
  it('is a chip that can be taken away, and what is asked is about it', async ({ skip }) => {
    const one = await paired(skip, { page: 'console/sites/web' })
    await one.panel.getByText('You are looking at').waitFor()
    await one.say('what is this?')
    await one.panel.getByText('site web', { exact: true }).waitFor()
    await one.panel.getByRole('button', { name: 'Don’t send web along' }).click()
    await one.say('and this?')
    await one.panel.locator('.answer', { hasText: 'You look at nothing' }).waitFor()
  })

  it('has questions of one press, which make room while something is typed, and while a plan waits for a decision', async ({ skip }) => {
    const one = await paired(skip, { page: 'console/sites/web' })
    const asks = one.panel.getByRole('group', { name: 'Questions in one press' })
    await one.panel.getByText('You are looking at').waitFor()
    expect(await asks.count()).toBe(0)
    await one.say('hello')
    await asks.getByRole('button', { name: 'Explain this site' }).click()
    await one.panel.locator('.me', { hasText: 'Explain this site' }).waitFor()
    await one.panel.getByText('site web', { exact: true }).last().waitFor()
    const box = one.panel.getByLabel('Ask, or say what should change')
    await asks.waitFor()
    await box.fill('set')
    await asks.waitFor({ state: 'detached' })
    await box.fill('')
    // From the keyboard: the last of them is right before the words.
    await box.focus()
    while (await one.panel.evaluate(() => document.activeElement?.closest('.asks') === null)) await one.panel.keyboard.press('Shift+Tab')
    expect(await one.panel.evaluate(() => document.activeElement?.textContent)).toBe('Any drift?')
    await planned(one, 'set web to 3')
    expect(await asks.count()).toBe(0)
  })

  it('is explained from the context menu, which opens the panel', async ({ skip }) => {
    const one = await paired(skip)
    const click = { menuItemId: 'explain', pageUrl: 'https://github.com/acme/shop/pull/218', editable: false }
    await one.chromium.openPanel({ by: 'context-menu', click })
    await one.panel.getByText('pull request acme/shop#218').waitFor()
    await one.panel.locator('.me', { hasText: 'Explain this resource' }).waitFor()
  })
})
