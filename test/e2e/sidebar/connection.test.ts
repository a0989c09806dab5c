import { copyFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { opened, paired, planned } from './scene.ts'
import type { Sidebar } from './sidebar.ts'

/** What a person sets at chrome://extensions, under the extension's site access. */
async function siteAccess({ chromium }: Sidebar, hostAccess: 'ON_CLICK' | 'ON_ALL_SITES'): Promise<void> {
  const settings = await chromium.context.newPage()
  await settings.goto('chrome://extensions/')
  await settings.evaluate(async (update) => {
    type Settings = { chrome: { developerPrivate: { updateExtensionConfiguration(update: object): Promise<void> } } }
    await (globalThis as unknown as Settings).chrome.developerPrivate.updateExtensionConfiguration(update)
  }, { extensionId: chromium.extensionId, hostAccess })
  await settings.close()
}

describe('the connection', () => {
  it('shows that the code was wrong, and that there is no daemon, and delivers what was said meanwhile when it is back', async ({ skip }) => {
    const one = await opened(skip)
    await one.panel.getByRole('heading', { name: 'Pair this browser' }).waitFor()
    const code = one.daemon.pairingCode()
    await one.panel.getByLabel('Your name').fill('Ada')
    await one.panel.getByLabel('Symbol 1 of 8').focus()
    await one.panel.keyboard.type(code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`)
    await one.panel.keyboard.press('Enter')
    await one.panel.getByText('The code was wrong').waitFor()
    await one.pair()
    await one.say('what is running?')
    await one.panel.getByText('no change made').waitFor()
    let seen = Promise.resolve()
    await one.restart(() => { seen = one.panel.getByText('The daemon stopped answering').waitFor().then(() => one.say('set web to 3')) })
    await seen
    await one.panel.getByRole('button', { name: 'Approve & Execute' }).waitFor()
    expect(await one.panel.getByText('no change made').count()).toBe(1)
  })

  it('stops when the record went back, and sends nothing more', async ({ skip }) => {
    const one = await paired(skip)
    const database = path.join(one.daemon.home, 'countersign.db')
    let early = ''
    await one.restart(() => { copyFileSync(database, early = `${database}.early`) })
    await planned(one, 'set web to 3')
    await one.panel.getByRole('button', { name: /^Records/ }).click()
    await one.panel.getByRole('tab', { name: 'Audit' }).click()
    await one.panel.locator('.record').first().getByText('verified').waitFor()
    await one.restart(() => copyFileSync(early, database))
    await one.panel.getByRole('heading', { name: 'The record went back' }).waitFor()
    await one.panel.getByRole('button', { name: 'Try again' }).click()
    await one.panel.getByRole('heading', { name: 'The record went back' }).waitFor()
  })

  it('says that the daemon does not know this browser any more', async ({ skip }) => {
    const one = await paired(skip)
    const [device] = one.daemon.devices.list()
    one.daemon.devices.revoke(device?.id ?? '', { person: 'Ada', device: 'terminal', via: 'terminal' })
    await one.panel.getByRole('heading', { name: 'This isn’t the daemon you paired with' }).waitFor()
    await one.panel.getByRole('button', { name: 'Pair again' }).click()
    await one.pair()
  })

  it('says that the browser is in the way once the person took back its access to this machine, and goes on when they gave it again', async ({ skip }) => {
    const one = await paired(skip)
    await siteAccess(one, 'ON_CLICK')
    await one.restart()
    await one.panel.getByRole('heading', { name: 'The browser blocks the way to your daemon' }).waitFor()
    await siteAccess(one, 'ON_ALL_SITES')
    await one.panel.getByLabel('Ask, or say what should change').waitFor()
    await one.say('what is running?')
    await one.panel.getByText('no change made').waitFor()
  })

  it('says that the other side is of another version, and that pairing is closed', async ({ skip }) => {
    const one = await opened(skip)
    const { authority } = one.daemon
    const hello = (protocol: string): string => JSON.stringify({
      protocol, version: '9.0.0', authority, epoch: 'A'.repeat(22), daemonPublicKey: 'A'.repeat(43), pairing: 'closed', nonce: 'A'.repeat(22),
    })
    await one.panel.getByText('takes no pairing now').waitFor()
    await one.daemon.close(true)
    const other = createServer((_request, response) => void response.setHeader('content-type', 'application/json').end(hello('countersign/9')))
    await new Promise<void>((resolve) => void other.listen(Number(authority.split(':')[1]), '127.0.0.1', resolve))
    try {
      await one.panel.getByRole('heading', { name: 'Sidebar and daemon are of different versions' }).waitFor()
    } finally {
      other.closeAllConnections()
      other.close()
    }
    await one.panel.getByRole('button', { name: 'Try again' }).click()
    await one.panel.getByRole('heading', { name: 'Your daemon isn’t running' }).waitFor()
    await one.restart()
    await one.panel.getByRole('heading', { name: 'Pair this browser' }).waitFor()
  })
})
