/** A test that did not run, and why. */
export interface Skipped {
  readonly test: string
  readonly reason: string
}

/** What a stage found. `failed` counts tests, and whatever else went wrong in it. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly Skipped[]
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: [] }

/** A check that holds or does not, counted as one test. */
export const single = (ok: boolean): Tally => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] })

export const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: [...a.skipped, ...b.skipped],
})

/** The last line of `npm test`. */
export const summary = ({ passed, failed, skipped }: Tally): string => `${passed} passed, ${failed} failed, ${skipped.length} skipped`
