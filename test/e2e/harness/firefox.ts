import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { removeFolder } from './folder.ts'

/** How long Firefox may take to start, and to answer, in milliseconds. */
const patience = 60_000

/** The extension's own address in this Firefox, fixed so that it is known; Firefox draws one for each profile otherwise. */
const uuid = '11111111-2222-4333-8444-555555555555'

const quiet: Readonly<Record<string, string | number | boolean>> = {
  'remote.active-protocols': 1,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'devtools.jsonview.enabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,none',
  'termsofuse.bypassNotification': true,
  'toolkit.telemetry.enabled': false,
}

/** Stock Firefox, driven over WebDriver BiDi without any driver program. https://w3c.github.io/webdriver-bidi/ */
export interface Firefox {
  /** Installs an extension out of a zip; it is gone with the profile. */
  install(zip: string): Promise<void>
  /** Opens the extension's real sidebar. */
  openSidebar(): Promise<void>
  /** What a person reads in the sidebar. */
  sidebarText(): Promise<string>
  close(): Promise<void>
}

/** Firefox on the PATH, or undefined. */
export function findFirefox(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return ['firefox', 'firefox-esr'].flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false // not there, or not to be run: looked for in the next folder
    }
  })
}

export async function startFirefox(file: string, extensionId: string): Promise<Firefox> {
  const profile = mkdtempSync(path.join(tmpdir(), 'countersign-firefox-'))
  const settings = { ...quiet, 'extensions.webextensions.uuids': JSON.stringify({ [extensionId]: uuid }) }
  writeFileSync(path.join(profile, 'user.js'), Object.entries(settings).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`).join('\n'))
  const flags = ['--headless', '--no-remote', '--new-instance', '--profile', profile, '--remote-debugging-port', '0', '-remote-allow-system-access']
  const child = spawn(file, [...flags, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile } })
  const gone = new Promise<void>((resolve) => void child.on('close', () => resolve()))
  const close = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
    await removeFolder(profile)
  }
  try {
    const call = await connect(await address(child.stderr))
    await call('session.new', { capabilities: {} })
    return { ...driving(call), close }
  } catch (error) {
    await close()
    throw error
  }
}

type Call = (method: string, params: object) => Promise<Record<string, unknown>>

/** The address that Firefox prints once it listens. */
function address(printed: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const late = setTimeout(() => reject(new Error(`Firefox did not start: ${text.slice(-500)}`)), patience)
    printed.on('data', (chunk) => {
      text += String(chunk)
      const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(text)?.[1]
      if (!found) return
      clearTimeout(late)
      resolve(`${found}/session`)
    })
  })
}

async function connect(place: string): Promise<Call> {
  const socket = new WebSocket(place)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error(`nothing answers at ${place}`)))
  })
  let last = 0
  const waiting = new Map<number, (message: Message) => void>()
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    waiting.get(message.id)?.(message)
    waiting.delete(message.id)
  })
  return (method, params) => new Promise((resolve, reject) => {
    const id = ++last
    waiting.set(id, (message) => (message.type === 'error' ? reject(new Error(`${message.error}: ${message.message}`)) : resolve(message.result ?? {})))
    socket.send(JSON.stringify({ id, method, params }))
  })
}

interface Message {
  readonly id: number
  readonly type: string
  readonly error?: string
  readonly message?: string
  readonly result?: Record<string, unknown>
}

function driving(call: Call): Omit<Firefox, 'close'> {
  const evaluate = async (context: string, expression: string): Promise<unknown> => {
    const answer = await call('script.evaluate', { expression, target: { context }, awaitPromise: true, userActivation: true }) as unknown as Evaluated
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text)
    return answer.result?.value
  }
  /** The browser's own window, where the sidebar is. */
  const window = async (): Promise<string> => {
    const { contexts } = await call('browsingContext.getTree', { 'moz:scope': 'chrome' }) as unknown as { contexts: { context: string }[] }
    return contexts[0]?.context ?? ''
  }
  return {
    async install(zip) {
      await call('webExtension.install', { extensionData: { type: 'archivePath', path: zip } })
    },
    async openSidebar() {
      // Firefox opens it by itself after an installation, and refuses to show what it is still loading
      await evaluate(await window(), `(async () => {
        for (let tries = 0; ; tries++) {
          try {
            return void await SidebarController.show([...SidebarController.sidebars.keys()].find((key) => key.includes("countersign")))
          } catch (error) {
            if (tries === 100) throw error
            await new Promise((resolve) => setTimeout(resolve, 100))
          }
        }
      })()`)
    },
    async sidebarText() {
      // A page of the extension that runs nothing of it, from where its views can be seen.
      const { context } = await call('browsingContext.create', { type: 'tab' }) as unknown as { context: string }
      await call('browsingContext.navigate', { context, url: `moz-extension://${uuid}/manifest.json`, wait: 'complete' })
      const text = await evaluate(context, 'browser.extension.getViews({ type: "sidebar" }).map((view) => view.document.body.innerText).join()')
      await call('browsingContext.close', { context })
      return String(text)
    },
  }
}

interface Evaluated {
  readonly type: string
  readonly result?: { readonly value?: unknown }
  readonly exceptionDetails?: { readonly text: string }
}
