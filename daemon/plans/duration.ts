import type { Duration } from '../../shared/plan.ts'

/**
 * How long a run will take, in seconds: the nearest-rank p50 and p90 of earlier runs of the same operation on the same target, or, where
 * there is none, a guess that says so by `samples: 0`.
 *
 * @param earlier seconds that those runs took
 * @param changes how many changes the plan holds, for the guess
 */
export function duration(earlier: readonly number[], changes: number): Duration {
  if (earlier.length === 0) {
    // An engine's start and preview take about three seconds before the first change (measured on two slow cores), a change about one.
    const guess = 3 + changes
    return { p50: guess, p90: 3 * guess, samples: 0 }
  }
  const sorted = earlier.toSorted((a, b) => a - b)
  const rank = (share: number) => Math.round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) * 10) / 10
  return { p50: rank(0.5), p90: rank(0.9), samples: sorted.length }
}
