import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { step } from './progress.mjs'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A terminal, or a file, that keeps what was written. */
function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 40 }) as unknown as NodeJS.WriteStream
  return { stream, text: () => String((stream as unknown as PassThrough).read() ?? '') }
}

describe('a step of the set-up', () => {
  it('that is quick says one line, and nothing where nothing was done', async () => {
    const { stream, text } = screen(true)
    await step('building', async () => 'extension built', stream)
    await step('looking', async () => undefined, stream)
    expect(text()).toBe('✓ extension built\n')
  })

  it('that takes longer shows its progress from the first second on, in place on a terminal', async () => {
    const { stream, text } = screen(true)
    const running = step('installing', (progress) => new Promise((resolve) => {
      progress('3 of 9')
      setTimeout(() => resolve('9 packages installed'), 4000)
    }), stream)
    await vi.advanceTimersByTimeAsync(990)
    expect(text()).toBe('')
    await vi.advanceTimersByTimeAsync(20)
    expect(text()).toContain('… installing: 3 of 9 (1 s)')
    await vi.advanceTimersByTimeAsync(4000)
    await running
    expect(text()).toMatch(/✓ 9 packages installed \(4 s\)\n$/)
  })

  it('writes a line now and then where lines cannot be rewritten', async () => {
    const { stream, text } = screen(false)
    const running = step('installing', () => new Promise((resolve) => void setTimeout(() => resolve('done'), 25_000)), stream)
    await vi.advanceTimersByTimeAsync(25_000)
    await running
    expect(text().split('\n')).toEqual(['… installing (1 s)', '… installing (11 s)', '… installing (21 s)', '✓ done (25 s)', ''])
  })

  it('that fails is named, and fails', async () => {
    const { stream, text } = screen(false)
    await expect(step('building', () => Promise.reject(new Error('syntax')), stream)).rejects.toThrow('syntax')
    expect(text()).toBe('✗ building\n')
  })
})
