import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const counted = z.union([z.number(), z.record(z.string(), z.number())])
const outcome = z.object({ failures: z.array(z.unknown()) }).catchall(z.union([z.string(), counted, z.array(z.unknown())]))
/** What a harness printed: counts, and what was lost. */
export type Outcome = z.infer<typeof outcome>
const memory = z.object({ source: z.string(), results: z.record(z.string(), outcome) })

const root = path.join(import.meta.dirname, '../..')
/** Ignored by git. */
const file = path.join(root, 'test/.artifacts/faults.json')

export const parseOutcome = (printed: string): Outcome => outcome.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''))

/** What earlier runs of the command met, as long as the source that they ran is the same. */
export function keptResults(): Record<string, Outcome> {
  if (!existsSync(file)) return {}
  const parsed = memory.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  const source = sourceDigest()
  // where there is no git nobody knows what the earlier numbers were of
  return parsed.success && source !== '' && parsed.data.source === source ? parsed.data.results : {}
}

export function keepResults(results: Readonly<Record<string, Outcome>>): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ source: sourceDigest(), results }))
}

/** Of everything that a trial runs; what only tells of it (this table is written into README.md) or only tests it is no part. */
function sourceDigest(): string {
  const parts = ['daemon', 'shared', 'infrastructure', 'test/faults', 'package-lock.json']
  const listed = spawnSync('git', ['-C', root, 'ls-tree', '-r', 'HEAD', ...parts], { encoding: 'utf8' })
  const lines = listed.stdout.split('\n').filter(line => line !== '' && !/\.(md|test\.ts)$/.test(line))
  return lines.length === 0 ? '' : createHash('sha256').update(lines.join('\n')).digest('hex')
}

/** Numbers are added up, lists joined; anything else is of the later one. */
export function together(one: Outcome | undefined, other: Outcome): Outcome {
  if (one === undefined) return other
  return outcome.parse(Object.fromEntries(Object.entries(other).map(([key, value]) => [key, sum(one[key], value)])))
}

function sum(one: unknown, other: unknown): unknown {
  if (typeof one === 'number' && typeof other === 'number') return one + other
  if (Array.isArray(one) && Array.isArray(other)) return [...one as unknown[], ...other as unknown[]]
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return other
  return Object.fromEntries(Object.entries(other).map(([key, value]) => [key, sum((one as Record<string, unknown>)[key], value)]))
}
