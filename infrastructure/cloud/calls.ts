import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RefusalCode } from './refusal.ts'

/**
 * The log of every mutating call that the cloud received. A call is written down before it is done and again when it ended, so
 * that even a crash in the middle can't make a change without a record of it.
 */
const received = z.strictObject({
  phase: z.literal('received'),
  sequence: z.int().min(1),
  time: z.iso.datetime(),
  actor: z.enum(['api', 'console']),
  operation: z.string().nullable(),
  action: z.enum(['create', 'update', 'delete', 'fill']),
  kind: z.enum(['sites', 'databases', 'routes']),
  name: z.string(),
})
const finished = z.strictObject({
  phase: z.literal('finished'), sequence: z.int().min(1), outcome: z.string(),
  before: z.unknown(), after: z.unknown(),
})
const line = z.discriminatedUnion('phase', [received, finished])

export type Action = z.infer<typeof received>['action']
export type CallRequest = Omit<z.infer<typeof received>, 'phase' | 'sequence' | 'time'>
/** `done`; `repeated` (the same create again, nothing changed); a refusal's code; `unknown` (the cloud stopped before it ended). */
export type Outcome = 'done' | 'repeated' | 'unknown' | RefusalCode
export type Call = CallRequest & { sequence: number, time: string, outcome: string, before: unknown, after: unknown }

export class CallLog {
  #descriptor: number
  #calls: Call[] = []

  /** Opens `calls.jsonl` of the folder. A line that a crash cut off at the end is dropped; a damaged line before it is an error. */
  constructor(folder: string) {
    const file = join(folder, 'calls.jsonl')
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    for (const [index, raw] of whole.split('\n').slice(0, -1).entries()) {
      const parsed = line.safeParse(parse(raw))
      if (!parsed.success) throw new Error(`The sandbox's call log ${file} is damaged in line ${index + 1}; nothing was started. Move it away to begin a new one.`)
      this.#take(parsed.data)
    }
    this.#descriptor = openSync(file, 'a', 0o600)
    if (whole.length < text.length) ftruncateSync(this.#descriptor, Buffer.byteLength(whole))
  }

  begin(call: CallRequest): number {
    const sequence = this.#calls.length + 1
    this.#append({ phase: 'received', sequence, time: new Date().toISOString(), ...call })
    return sequence
  }

  finish(sequence: number, outcome: Outcome, before: unknown = null, after: unknown = null): void {
    this.#append({ phase: 'finished', sequence, outcome, before, after })
  }

  get length(): number {
    return this.#calls.length
  }

  /** Calls with a sequence above `after`, oldest first, at most `most`. */
  list(after = 0, most = 1000): readonly Call[] {
    return this.#calls.slice(after, after + most)
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #append(entry: z.infer<typeof line>) {
    writeSync(this.#descriptor, `${JSON.stringify(entry)}\n`)
    fdatasyncSync(this.#descriptor)
    this.#take(entry)
  }

  #take(entry: z.infer<typeof line>) {
    if (entry.phase === 'received') {
      const { phase: _, ...call } = entry
      this.#calls.push({ ...call, outcome: 'unknown', before: null, after: null })
    } else {
      const call = this.#calls[entry.sequence - 1]
      if (call) Object.assign(call, { outcome: entry.outcome, before: entry.before, after: entry.after })
    }
  }
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined // the schema refuses it, and the caller names the line
  }
}
