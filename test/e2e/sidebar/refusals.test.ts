import { describe, expect, it } from 'vitest'
import { done, paired, planned, things } from './scene.ts'
import { tinyTarget } from './tiny-daemon.ts'

describe('when something is in the way', () => {
  it('says that the code expired, and shows a new one on request', async ({ skip }) => {
    const one = await paired(skip)
    await planned(one, 'set web to 3')
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).click()
    await one.panel.getByLabel('Digit 1 of 6').waitFor()
    one.daemon.pass(121_000)
    await one.typeCode()
    await one.panel.getByText(/expired|void/).first().waitFor()
    await one.panel.getByRole('button', { name: 'Show a new code' }).click()
    await one.typeCode()
    await done(one)
  })

  it('refuses the code of another plan as a wrong one', async ({ skip }) => {
    const one = await paired(skip)
    await planned(one, 'set web to 3')
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).click()
    await one.panel.getByLabel('Digit 1 of 6').waitFor()
    const first = one.daemon.approvalCode()
    await one.panel.keyboard.press('Escape')
    await planned(one, 'set web to 9')
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).last().click()
    await one.panel.getByLabel('Digit 1 of 6').waitFor()
    if (first === one.daemon.approvalCode()) return // one chance in a million: then it is the right code
    await one.typeCode(first)
    await one.panel.getByText('That code is wrong').waitFor()
    expect(things(one)).toEqual({ web: 2 })
  })

  it('closes the dock after three wrong codes, and the plan can still be approved with a new one', async ({ skip }) => {
    const one = await paired(skip)
    await planned(one, 'set web to 3')
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).click()
    await one.panel.getByLabel('Digit 1 of 6').waitFor()
    const wrong = one.daemon.approvalCode() === '111111' ? '222222' : '111111'
    await one.typeCode(wrong)
    await one.panel.getByText('2 tries left', { exact: true }).waitFor()
    await one.typeCode(wrong)
    await one.panel.getByText('1 try left', { exact: true }).waitFor()
    await one.typeCode(wrong)
    await one.panel.getByText('third wrong code').waitFor()
    await one.panel.getByRole('button', { name: 'Show a new code' }).click()
    await one.typeCode()
    await done(one)
  })

  it('shows what would happen now, when the world moved after the person looked, and changes nothing', async ({ skip }) => {
    const one = await paired(skip)
    await planned(one, 'set web to 3')
    one.daemon.cloud.things(tinyTarget).set('web', 8)
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).click()
    await one.typeCode()
    await one.panel.getByText('The world moved after you looked').waitFor()
    expect(things(one)).toEqual({ web: 8 })
    await one.panel.getByText('value 8 → 3').waitFor()
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).click()
    await one.typeCode()
    await done(one)
    expect(things(one)).toEqual({ web: 3 })
  })

  it('shows a run that failed and was rolled back, step by step', async ({ skip }) => {
    const one = await paired(skip)
    await planned(one, 'set web to 3')
    one.daemon.cloud.failing.add('web')
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).click()
    await one.typeCode()
    await one.panel.getByText('the tiny cloud said no').first().waitFor()
    await one.panel.locator('[data-run][data-state]:not([data-state=running])').waitFor()
    expect(things(one)).toEqual({ web: 2 })
  })

  it('follows a run in place, over the panel’s closing and opening, until it ends', async ({ skip }) => {
    const one = await paired(skip)
    await planned(one, 'set web to 3')
    one.daemon.cloud.hanging.add('web')
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).click()
    const hung = one.daemon.cloud.hung()
    await one.typeCode()
    await hung
    await one.panel.locator('[data-run="run-1"][data-state="running"]').waitFor()
    await one.reopen()
    await one.panel.locator('[data-run="run-1"][data-state="running"]').waitFor()
    one.daemon.cloud.release()
    await done(one)
  })
})
