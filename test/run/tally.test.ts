import { describe, expect, it } from 'vitest'
import { forbidden, judgeSkips, maySkip } from './skips.ts'
import { add, single, summary } from './tally.ts'

const skipped = [{ test: 'test/e2e/shop.test.ts > scales', reason: 'no browser' }]

describe('the last line of npm test', () => {
  it('counts tests, checks and what was skipped', () => {
    expect(summary(add({ passed: 3, failed: 1, skipped }, single(true)))).toBe('4 passed, 1 failed, 1 skipped')
  })
})

describe('a skipped test', () => {
  it('is a failure unless the list allows it', () => {
    expect(forbidden(skipped, [], false)).toEqual(skipped)
    expect(forbidden(skipped, [{ test: 'test/e2e/', evenInStrict: false }], false)).toEqual([])
    expect(forbidden(skipped, [{ test: 'daemon/', evenInStrict: false }], false)).toEqual(skipped)
  })

  it('is a failure where everything has to run, unless the list allows it even there', () => {
    expect(forbidden(skipped, [{ test: 'test/e2e/', evenInStrict: false }], true)).toEqual(skipped)
    expect(forbidden(skipped, [{ test: 'test/e2e/shop', evenInStrict: true }], true)).toEqual([])
  })

  it('is named with its reason, and counted once', () => {
    const said: string[] = []
    const tally = judgeSkips({ passed: 1, failed: 0, skipped }, true, (line) => said.push(line))
    expect(said).toEqual(['skipped: test/e2e/shop.test.ts > scales: no browser (may not be skipped here)'])
    expect(summary(tally)).toBe('1 passed, 1 failed, 0 skipped')
  })

  it('is allowed by a list whose every entry says why', () => {
    for (const { because } of maySkip()) expect(because).not.toBe('')
  })
})
