import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { writeDurably } from './durable.ts'
import type { Stacks } from './stacks.ts'

/** One finished operation, as the official CLI records it. Times are seconds since 1970. */
const schema = z.looseObject({
  kind: z.string(),
  startTime: z.number(),
  message: z.string().default(''),
  environment: z.record(z.string(), z.string()).nullish(),
  config: z.record(z.string(), z.unknown()).nullish(),
  version: z.number().default(0),
  result: z.string(),
  endTime: z.number(),
  resourceChanges: z.record(z.string(), z.number()).nullish(),
})
export type HistoryEntry = z.infer<typeof schema>

const ENDING = '.history.json'

/** Records a finished operation with a copy of the state that it left, and keeps that copy among the backups too. */
export function addHistory(stacks: Stacks, stack: string, entry: HistoryEntry): void {
  const folder = stacks.folder('history', stack)
  const moment = nanoseconds()
  writeDurably(join(folder, `${stack}-${moment}${ENDING}`), JSON.stringify(entry, null, 4))
  copyFileSync(stacks.statePath(stack), join(folder, `${stack}-${moment}.checkpoint.json`))
  const backups = stacks.folder('backups', stack)
  mkdirSync(backups, { recursive: true })
  copyFileSync(stacks.statePath(stack), join(backups, `${stack}.${moment}.json`))
}

/** Newest first. Files that are no history are passed over, as the official CLI does. */
export function readHistory(stacks: Stacks, stack: string): HistoryEntry[] {
  const folder = stacks.folder('history', stack)
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith(ENDING)).sort().reverse()
  return names.flatMap((name) => {
    const parsed = schema.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
    return parsed.success ? [parsed.data] : []
  })
}

export function renameHistory(stacks: Stacks, from: string, to: string): void {
  const folder = stacks.folder('history', from)
  if (!existsSync(folder)) return
  const target = stacks.folder('history', to)
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${from}-`)) renameSync(join(folder, name), join(target, to + name.slice(from.length)))
  }
}

const nanoseconds = (): string => String(BigInt(Date.now()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n))
