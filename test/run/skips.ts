import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Skipped, Tally } from './tally.ts'

const MaySkip = z.strictObject({
  about: z.string(),
  tests: z.array(z.strictObject({ test: z.string().min(1), because: z.string().min(1), evenInStrict: z.boolean() })),
})

type Allowed = z.infer<typeof MaySkip>['tests'][number]

/** The tests that a machine may be unable to run: a test matches by the beginning of its name, `file > suite > test`. */
export const maySkip = (): readonly Allowed[] => MaySkip.parse(JSON.parse(readFileSync(new URL('../may-skip.json', import.meta.url), 'utf8'))).tests

/**
 * Which skipped tests are failures: those that the list doesn't allow, and where `strict` is set those too that it allows only elsewhere.
 * A test that nobody runs protects nothing, so that what is skipped has to be written down where a review sees it.
 */
export function forbidden(skipped: readonly Skipped[], allowed: readonly Omit<Allowed, 'because'>[], strict: boolean): readonly Skipped[] {
  const here = allowed.filter(({ evenInStrict }) => evenInStrict || !strict)
  return skipped.filter(({ test }) => !here.some((entry) => test.startsWith(entry.test)))
}

/** Names every skipped test with its reason, and turns those that may not be skipped into failures. */
export function judgeSkips(tally: Tally, strict: boolean, say: (line: string) => void): Tally {
  const bad = new Set(forbidden(tally.skipped, maySkip(), strict))
  for (const one of tally.skipped) say(`skipped: ${one.test}: ${one.reason}${bad.has(one) ? ' (may not be skipped here)' : ''}`)
  return { ...tally, failed: tally.failed + bad.size, skipped: tally.skipped.filter((one) => !bad.has(one)) }
}

