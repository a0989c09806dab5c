import { spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

const spread = z.object({ p50: z.number(), p95: z.number() })
const load = z.object({
  requests: z.number(), post: spread, firstThousand: spread, lastThousand: spread, whileSlow: spread, refusedTooLarge: spread,
  eventToHundredStreams: spread,
  memoryMB: z.object({ before: z.number(), afterRequests: z.number(), afterHostile: z.number(), unreadQueue: z.number() }),
})
const approval = z.object({ approvals: z.number(), milliseconds: z.object({ press: spread, approve: spread, pressToRun: spread }) })

/** Memory that a process may have more after ten thousand requests, and how much slower the last thousand may be than the first. */
const bounds = { growthMB: 30, slower: 1.5, answer: 200 } as const

/**
 * Load and hostile input on a daemon's own protocol, and the answer to a code, each measured in a process of its own: prints a line for
 * people and one of JSON for each.
 */
export async function benchLoad(print: (line: string) => void, requests = 10_000): Promise<void> {
  const http = load.parse(await measured('http.ts', String(requests)))
  const { before, afterRequests, afterHostile } = http.memoryMB
  const growth = Math.max(afterRequests, afterHostile) - before
  const slower = http.lastThousand.p50 / http.firstThousand.p50
  const line = (kept: boolean, words: string) => print(`${kept ? '✓' : '✗'} ${words}`)
  line(slower <= bounds.slower, `${http.requests} signed requests: p50 ${http.post.p50} ms, p95 ${http.post.p95} ms; the last thousand take ${slower.toFixed(2)} of the first (at most ${bounds.slower})`)
  line(growth <= bounds.growthMB, `memory after them, 500 bodies over the limit and 100 slow clients: ${growth.toFixed(1)} MB more (at most ${bounds.growthMB})`)
  line(http.whileSlow.p95 <= bounds.answer, `a request while 100 slow clients hold connections: p95 ${http.whileSlow.p95} ms`)
  line(http.eventToHundredStreams.p95 <= bounds.answer, `an event on 100 streams: p95 ${http.eventToHundredStreams.p95} ms until the last has it`)
  const codes = approval.parse(await measured('approval.ts', '200'))
  const { press, approve } = codes.milliseconds
  line(press.p95 <= bounds.answer && approve.p95 <= bounds.answer,
    `from the press on Approve to its answer: p95 ${press.p95} ms; from the typed code to the run on record: p95 ${approve.p95} ms (at most ${bounds.answer})`)
  print(JSON.stringify({ what: 'load', ...http }))
  print(JSON.stringify({ what: 'approval', ...codes }))
}

/** Runs a benchmark as its own process, so that what the others left in memory is not in its numbers, and reads its line. */
async function measured(file: string, argument: string): Promise<unknown> {
  const child = spawn(process.execPath, ['--expose-gc', '--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, file), argument],
    { stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse((await text(child.stdout)).trim().split('\n').at(-1) ?? '')
}
