import { describe, expect, it } from 'vitest'
import { randomText } from '../../shared/base64.ts'
import { createFreshness, type Freshness } from './freshness.ts'

function at(start = 1_790_000_000) {
  const time = { wall: start * 1000, monotonic: 5000 }
  const freshness = createFreshness({ wall: () => time.wall, monotonic: () => time.monotonic })
  const pass = (seconds: number) => {
    time.wall += seconds * 1000
    time.monotonic += seconds * 1000
  }
  const request = (offset = 0) => ({ created: Math.floor(time.wall / 1000) + offset, nonce: randomText(16), keyId: 'device-x', epoch: freshness.epoch })
  return { time, freshness, pass, request }
}

const verdict = (freshness: Freshness, parameters: Parameters<Freshness['admit']>[0]) => {
  try {
    freshness.admit(parameters)
    return 'admitted'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('freshness', () => {
  it('admits a request once', () => {
    const { freshness, request } = at()
    const once = request()
    expect(verdict(freshness, once)).toBe('admitted')
    expect(verdict(freshness, once)).toBe('replayed')
    expect(verdict(freshness, request())).toBe('admitted')
  })

  it.each([[-31, 'clock-skew'], [-30, 'admitted'], [30, 'admitted'], [31, 'clock-skew']])('judges a request of %i seconds: %s', (offset, expected) => {
    const { freshness, request } = at()
    expect(verdict(freshness, request(offset))).toBe(expected)
  })

  it('never admits a request again, however long it is kept', () => {
    const { freshness, request, pass } = at()
    const kept = request()
    freshness.admit(kept)
    for (let seconds = 0; seconds < 400; seconds += 10) {
      pass(10)
      freshness.admit(request())
      expect(verdict(freshness, kept)).toMatch(/replayed|clock-skew/)
    }
  })

  it('never admits a request again when the clock goes back, in one leap or in small ones', () => {
    for (const step of [20, 29, 31, 120, 86_400]) {
      const { freshness, request, pass, time } = at()
      const kept = request()
      freshness.admit(kept)
      pass(600)
      freshness.admit(request())
      for (let gone = 0; gone < 700; gone += step) {
        time.wall -= step * 1000
        expect(verdict(freshness, kept), `steps of ${step}`).not.toBe('admitted')
        verdict(freshness, request())
      }
    }
  })

  it('is in a new epoch after the clock went back, and in the old one after it leapt ahead', () => {
    const { freshness, time } = at()
    const { epoch } = freshness
    time.wall += 3_600_000
    expect(freshness.epoch).toBe(epoch)
    time.wall -= 3_600_000
    expect(freshness.epoch).not.toBe(epoch)
  })

  it('is in a new epoch after each start', () => {
    const before = at()
    const recorded = before.request()
    expect(verdict(at().freshness, recorded)).toBe('epoch-wrong')
  })

  it('refuses more than it can remember instead of forgetting', () => {
    const { freshness, request } = at()
    const first = request()
    freshness.admit(first)
    for (let count = 1; count < 100_000; count++) freshness.admit({ ...first, nonce: String(count) })
    expect(verdict(freshness, request())).toBe('busy')
    expect(verdict(freshness, first)).toBe('replayed')
  })
})
