/** What one thing took, over and over, with the bound that it should keep. */
export interface Measure {
  readonly what: string
  readonly unit: 'ms' | 'MB'
  readonly bound: number
  /** Which of the samples is held against the bound: the median, or the one that 95 in 100 keep. */
  readonly at: 'p50' | 'p95'
  readonly samples: readonly number[]
}

/** The value that `share` of the samples keep (nearest rank). */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

/** How long a piece of work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/**
 * A table for people, and a line of JSON for each measure. `ratio` is the value by its bound, and `per start of Node` the value by what an
 * empty Node took to start in the same run: machines differ, and so does what else they do.
 */
export function report(measures: readonly Measure[], nodeStart: number, print: (line: string) => void): void {
  print(`an empty Node starts in ${nodeStart.toFixed(0)} ms here`)
  for (const { what, unit, bound, at, samples } of measures) {
    const [p50, p95] = [quantile(samples, 0.5), quantile(samples, 0.95)]
    const value = at === 'p50' ? p50 : p95
    const ratio = (value / bound).toFixed(2)
    const relative = unit === 'ms' ? `, ${(value / nodeStart).toFixed(1)} starts of Node` : ''
    const spread = `p50 ${p50.toFixed(0)}, p95 ${p95.toFixed(0)}, ${samples.length} samples`
    const mark = value <= bound ? '✓' : '✗'
    print(`${mark} ${what}: ${at} ${value.toFixed(0)} ${unit} of ${bound} ${unit} (ratio ${ratio}${relative}; ${spread})`)
  }
  for (const { what, unit, bound, at, samples } of measures) {
    const [p50, p95] = [quantile(samples, 0.5), quantile(samples, 0.95)]
    print(JSON.stringify({ what, unit, bound, at, p50, p95, samples: samples.length, nodeStart }))
  }
}
