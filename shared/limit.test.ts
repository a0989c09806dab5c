import { describe, expect, it } from 'vitest'
import { chunksOf, limited, orAborted } from './limit.ts'

describe('a limit', () => {
  it('aborts after its time, with a TimeoutError', async () => {
    const limit = limited(1)
    await expect(orAborted(new Promise(() => {}), limit.signal)).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('aborts with the outer signal, before or after it began, and no more once it was released', () => {
    const outer = new AbortController()
    const [released, held] = [limited(null, outer.signal), limited(null, outer.signal)]
    released.release()
    outer.abort('enough')
    expect(held.signal.reason).toBe('enough')
    expect(released.signal.aborted).toBe(false)
    expect(limited(null, outer.signal).signal.reason).toBe('enough')
  })
})

describe('work under a limit', () => {
  it('gives its own outcome when that comes first', async () => {
    const limit = limited(null)
    expect(await orAborted(Promise.resolve(1), limit.signal)).toBe(1)
    await expect(orAborted(Promise.reject(new Error('own')), limit.signal)).rejects.toThrow('own')
    limit.abort('enough')
    await expect(orAborted(Promise.resolve(1), limit.signal)).rejects.toBe('enough')
  })
})

describe('the pieces of a body', () => {
  it('come in order; an abort in between lets go of the body', async () => {
    let cancelled = false
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Uint8Array.of(1)),
      cancel: () => { cancelled = true },
    })
    const limit = limited(null)
    const seen: number[] = []
    const reading = (async () => {
      for await (const piece of chunksOf(body, limit.signal)) {
        seen.push(...piece)
        limit.abort('enough')
      }
    })()
    await expect(reading).rejects.toBe('enough')
    expect({ seen, cancelled }).toEqual({ seen: [1], cancelled: true })
  })
})
