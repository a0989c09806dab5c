import { expect, it } from 'vitest'
import { quantile, report } from './measure.ts'

it('names the sample that a share of all keeps', () => {
  const samples = Array.from({ length: 20 }, (_, index) => 20 - index)
  expect([quantile(samples, 0.5), quantile(samples, 0.95), quantile([7], 0.95)]).toEqual([10, 19, 7])
})

it('holds the asked sample against its bound, and says so for people and programs', () => {
  const lines: string[] = []
  report([{ what: 'a read', unit: 'ms', bound: 150, at: 'p95', samples: [100, 200] }], 50, (line) => lines.push(line))
  expect(lines[1]).toContain('✗ a read: p95 200 ms of 150 ms (ratio 1.33, 4.0 starts of Node')
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({ what: 'a read', p50: 100, p95: 200, bound: 150 })
})
