import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { askOperator } from '../../daemon/cli/operator.ts'
import { connectTo } from '../../daemon/cli/connection.ts'
import { daemonCommand } from '../../daemon/setup/daemon-command.mjs'
import { ensureBrowser } from '../../daemon/setup/ensure-browser.mjs'
import { personAt, startProduct, type Product } from '../e2e/harness/index.ts'
import { quantile, report, timed, type Measure } from './measure.ts'

/** How often each thing is done; for cards `npm run bench -- CARDS`: each takes an engine's preview of some seconds to come about. */
const rounds = { start: 5, read: 40 } as const
const usualCards = 20

/** How long a daemon is left alone before its memory is looked at, in milliseconds. */
const idle = 15_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Measures the product as people run it: the real daemon and sandbox, a paired client, the real side panel in Chromium. */
export async function bench(cardRounds = usualCards): Promise<void> {
  const nodeStarts = []
  for (let round = 0; round < rounds.start; round += 1) nodeStarts.push(await timed(async () => spawnSync(process.execPath, ['-e', '0'])))
  say('… the first start, which deploys the sandbox')
  const product = await startProduct({ fresh: true })
  try {
    say('… reads')
    const reads = await readTimes(product)
    say('… approval cards')
    const cards = await cardTimes(product, cardRounds)
    product.terminal.kill('SIGINT')
    await product.terminal.ended
    say('… starts')
    const starts = []
    const memory = []
    for (let round = 0; round < rounds.start; round += 1) {
      const { time, memory: last } = await start(product.home, round === rounds.start - 1)
      starts.push(time)
      if (last !== undefined) memory.push(last)
    }
    const measures: Measure[] = [
      { what: 'daemon ready after its process starts', unit: 'ms', bound: 1000, at: 'p50', samples: starts },
      { what: 'a read answered', unit: 'ms', bound: 150, at: 'p95', samples: reads },
      ...(cards ? [{ what: 'approval card painted after the plan’s bytes arrive', unit: 'ms' as const, bound: 50, at: 'p95' as const, samples: cards }] : []),
      { what: 'daemon’s memory when idle', unit: 'MB', bound: 150, at: 'p50', samples: memory },
    ]
    report(measures, quantile(nodeStarts, 0.5), say)
  } finally {
    await product.close()
  }
}

/**
 * Milliseconds from starting the process to its message that it is ready, on a folder that has been set up; where `leaveAlone` is set, its
 * memory in megabytes after it was left alone.
 */
async function start(home: string, leaveAlone: boolean): Promise<{ readonly time: number, readonly memory: number | undefined }> {
  const begin = performance.now()
  const command = daemonCommand({ port: '0', sandboxPort: '0' })
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, COUNTERSIGN_HOME: home } })
  await new Promise((resolve) => void child.once('message', resolve))
  const time = performance.now() - begin
  const memory = leaveAlone ? await idleMemory(Number(child.pid)) : undefined
  child.kill('SIGINT')
  await new Promise((resolve) => void child.once('exit', resolve))
  return { time, memory }
}

/** Megabytes of a process that are in memory, after it was left alone. */
async function idleMemory(pid: number): Promise<number> {
  await wait(idle)
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
}

/** Milliseconds from asking to the verified answer. The client is in this process, so that a command's own start is left out. */
async function readTimes(product: Product): Promise<number[]> {
  const pair = product.json('pair')
  pair.type(await product.terminal.pairingCode())
  await pair.result
  const { client } = await connectTo(product.home)
  const ask = (): Promise<unknown> => client.post('/v1/ask', { message: randomUUID(), text: 'show the shop' })
  await ask()
  const times = []
  for (let round = 0; round < rounds.read; round += 1) times.push(await timed(ask))
  return times
}

/** Milliseconds from a plan's bytes arriving in the panel to the frame on the screen that shows its card; undefined without a browser. */
async function cardTimes(product: Product, rounds: number): Promise<number[] | undefined> {
  const { browser } = await ensureBrowser()
  if (!browser) return undefined
  const chromium = await product.browse(browser.file)
  const panel = await chromium.openPanel()
  const person = personAt(panel, product)
  const before = product.terminal.mark
  await askOperator(product.home, { command: 'pair' })
  await person.pair(await product.terminal.pairingCode(before))
  await panel.getByLabel('Ask, or say what should change').waitFor()
  await watchCards(panel)
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    // One setting of a card as people see it, another value each time, so that each is a new plan.
    await person.ask(`set replicas to ${3 + round % 7}`)
    const painted = await panel.waitForFunction((seen) => (globalThis as unknown as Watched).painted[seen], round)
    times.push(Number(await painted.jsonValue()))
  }
  return times
}

/** What is kept in the panel while it is watched. */
interface Watched { painted: number[] }
/** An entry of Element Timing (W3C), which the types of the DOM don't have yet. */
interface ElementEntry extends PerformanceEntry { readonly renderTime: number }

/**
 * Notes when the answer with a plan's bytes was read to its end, and when the browser presented the frame with the card's title: its own
 * word (Element Timing), so that raster and display are in it. What a callback in the page sees is when other work was let in.
 */
const watchCards = (panel: Page): Promise<void> => panel.evaluate(() => {
  const world = globalThis as unknown as Watched
  world.painted = []
  let arrived: number | undefined
  const ask = globalThis.fetch
  globalThis.fetch = async (...request) => {
    const response = await ask(...request)
    if (!String(request[0]).endsWith('/v1/plans/get')) return response
    const bytes = await response.arrayBuffer()
    arrived = performance.now()
    return new Response(bytes, response)
  }
  const titles = '[data-plan] h2:not([elementtiming])'
  for (const title of document.querySelectorAll(titles)) title.setAttribute('elementtiming', 'before')
  // Before the frame: an observer is called right after the change.
  new MutationObserver(() => {
    for (const title of document.querySelectorAll(titles)) title.setAttribute('elementtiming', 'card')
  }).observe(document.body, { childList: true, subtree: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as ElementEntry[]) {
      if (arrived !== undefined && entry.renderTime > arrived) world.painted.push(entry.renderTime - arrived)
      arrived = undefined
    }
  }).observe({ type: 'element' })
})
