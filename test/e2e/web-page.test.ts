/**
 * What a page in a real browser can do to the daemon, with every way of sending that the web has. Names are mapped to 127.0.0.1 as a
 * rebinding attacker's name server would, and nothing of the browser's own protection of local addresses is counted on.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { startDaemon, type TestDaemon } from '../protocol/daemon.ts'
import { removeFolder } from './harness/folder.ts'
import { browserOr } from './harness/requirements.ts'

let daemon: TestDaemon
let context: BrowserContext | undefined
const profile = mkdtempSync(path.join(tmpdir(), 'countersign-page-'))
beforeAll(async () => {
  daemon = await startDaemon()
  await daemon.pairDevice() // somebody is paired: what a page may do must not depend on that
})
afterAll(async () => {
  await context?.close()
  await daemon[Symbol.asyncDispose]()
  await removeFolder(profile)
})

async function pageAt(address: string, skip: TestContext['skip']): Promise<Page> {
  const executablePath = browserOr(skip)
  context ??= await chromium.launchPersistentContext(profile, {
    executablePath, headless: true,
    args: [
      '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--host-resolver-rules=MAP evil.example 127.0.0.1', '--disable-features=LocalNetworkAccessChecks',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
  const page = await context.newPage()
  // The page itself comes from the attacker's server; whatever it asks for afterwards goes where its name points by then.
  await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>A page</title><body></body>' }))
  await page.goto(address)
  return page
}

/** Sends in every way that a script has, and says how each ended. Runs in the page. */
async function sendEverything(target: string): Promise<Record<string, string>> {
  const body = JSON.stringify({ nonce: 'A'.repeat(22) })
  const told = async (response: Response) => (response.type === 'opaque' ? 'opaque' : `${response.status} ${await response.text()}`)
  const post = (init: RequestInit) => fetch(`${target}/v1/hello`, { method: 'POST', body, ...init }).then(told, () => 'refused')
  const json = { 'content-type': 'application/json' }
  const socket = (address: string) => new Promise<string>((resolve) => {
    const opened = new WebSocket(address)
    opened.onopen = () => resolve('open')
    opened.onerror = () => resolve('refused')
  })
  const stream = () => new Promise<string>((resolve) => {
    const source = new EventSource(`${target}/v1/events`)
    source.onopen = () => resolve('open')
    source.onerror = () => {
      source.close()
      resolve('refused')
    }
  })
  const sandboxed = () => new Promise<string>((resolve) => {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts')
    const send = `fetch(${JSON.stringify(`${target}/v1/hello`)}, { method: 'POST', mode: 'no-cors', body: '{}' })`
    const script = `<script>${send}.then((r) => parent.postMessage(r.type, '*'), () => parent.postMessage('refused', '*'))</script>`
    frame.src = `data:text/html,${encodeURIComponent(script)}`
    addEventListener('message', (message) => resolve(String(message.data)), { once: true })
    document.body.append(frame)
  })
  const submitted = () => new Promise<string>((resolve) => {
    const frame = document.createElement('iframe')
    frame.name = 'result'
    document.body.append(frame)
    const form = document.createElement('form')
    Object.assign(form, { method: 'post', enctype: 'text/plain', action: `${target}/v1/hello`, target: 'result' })
    frame.onload = () => resolve('answered')
    document.body.append(form)
    form.submit()
  })
  return {
    'no-cors text': await post({ mode: 'no-cors', headers: { 'content-type': 'text/plain' } }),
    'no-cors form': await post({ mode: 'no-cors', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    json: await post({ headers: json }),
    'json with credentials': await post({ headers: json, credentials: 'include' }),
    get: await fetch(`${target}/v1/plans`, { mode: 'no-cors' }).then(told, () => 'refused'),
    beacon: String(navigator.sendBeacon(`${target}/v1/hello`, body)),
    events: await stream(),
    websocket: await socket(`${target.replace('http', 'ws')}/v1/events`),
    sandboxed: await sandboxed(),
    submitted: await submitted(),
  }
}

/** What a script must never get, whatever it was told. */
function expectNothing(outcomes: Record<string, string>): void {
  for (const [way, outcome] of Object.entries(outcomes)) {
    expect(outcome, way).not.toMatch(/^(?:open|200)/)
    expect(outcome, way).not.toMatch(/epoch|daemonPublicKey|pairing/)
  }
  expect(daemon.calls).toEqual([])
  expect(daemon.unexpected).toEqual([])
}

describe('a web page in a real browser', () => {
  it('of another site reaches no room and reads no answer, in any way of sending', async ({ skip }) => {
    const page = await pageAt('http://evil.example:8000/', skip)
    const outcomes = await page.evaluate(sendEverything, `http://${daemon.authority}`)
    expectNothing(outcomes)
    expect(outcomes).toMatchObject({ 'no-cors text': 'opaque', json: 'refused', events: 'refused', websocket: 'refused', sandboxed: 'opaque' }) // it did arrive
  })

  it('whose name was rebound to the daemon\'s address is told that it is the wrong host, and nothing else', async ({ skip }) => {
    const port = daemon.authority.split(':')[1]
    const rebound = `http://evil.example:${port}`
    const page = await pageAt(`${rebound}/`, skip)
    const outcomes = await page.evaluate(sendEverything, rebound)
    expectNothing(outcomes)
    expect(outcomes.json).toMatch(/^421 .*host-refused/)
    expect(outcomes.get).toMatch(/^421 /)
  })

  it('uses up no try while the operator waits for a device to pair', async ({ skip }) => {
    const page = await pageAt('http://evil.example:8001/', skip)
    daemon.openPairing()
    const printed = daemon.printed.length
    await page.evaluate(async (target) => {
      for (let count = 0; count < 5; count++) await fetch(`${target}/v1/pair/start`, { method: 'POST', mode: 'no-cors', body: '{}' })
    }, `http://${daemon.authority}`)
    expect(daemon.pairing.state).toBe('open')
    expect(daemon.printed).toHaveLength(printed)
  })
})
