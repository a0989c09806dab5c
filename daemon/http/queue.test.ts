import { describe, expect, it } from 'vitest'
import { createQueue, type Waiting } from './queue.ts'

const event = (cursor: number, size = 10): Waiting => ({ cursor, type: 'turn', json: 'x'.repeat(size) })

async function drain(queue: ReturnType<typeof createQueue>): Promise<Waiting[]> {
  const taken: Waiting[] = []
  for (let next = await queue.take(0); next !== null; next = await queue.take(0)) taken.push(next)
  return taken
}

describe('a queue of events', () => {
  it('gives them in order, and null when none came in time', async () => {
    const queue = createQueue()
    queue.push(event(1))
    queue.push(event(2))
    expect((await drain(queue)).map(({ cursor }) => cursor)).toEqual([1, 2])
  })

  it('wakes a reader that waits', async () => {
    const queue = createQueue()
    const next = queue.take(60_000)
    expect(queue.idle).toBe(true)
    queue.push(event(1))
    expect((await next)?.cursor).toBe(1)
    expect(queue.idle).toBe(false)
  })

  it('becomes one reset at the newest cursor when too many wait, too much, or one too large for a frame', async () => {
    const many = createQueue()
    for (let cursor = 1; cursor <= 4097; cursor++) many.push(event(cursor))
    expect(await drain(many)).toEqual([{ cursor: 4097, type: 'reset', json: '{"type":"reset"}' }])
    const much = createQueue()
    for (let cursor = 1; cursor <= 17; cursor++) much.push(event(cursor, 1024 * 1024))
    expect(await drain(much)).toEqual([{ cursor: 17, type: 'reset', json: '{"type":"reset"}' }])
    const large = createQueue()
    large.push(event(1))
    large.push(event(2, 5 * 1024 * 1024))
    expect(await drain(large)).toEqual([{ cursor: 2, type: 'reset', json: '{"type":"reset"}' }])
  })

  it('goes on behind a reset, and has room again for what was taken', async () => {
    const queue = createQueue()
    for (let cursor = 1; cursor <= 4097; cursor++) queue.push(event(cursor))
    queue.push(event(4098))
    expect((await drain(queue)).map(({ type, cursor }) => `${type} ${cursor}`)).toEqual(['reset 4097', 'turn 4098'])
    for (let round = 0; round < 10; round++) {
      for (let cursor = 1; cursor <= 15; cursor++) queue.push(event(cursor, 1024 * 1024))
      expect(await drain(queue)).toHaveLength(15)
    }
  })

  it('holds nothing but the end once it ends', async () => {
    const queue = createQueue()
    queue.push(event(1))
    queue.replace({ cursor: 1, type: 'end', json: '{}' })
    expect((await drain(queue)).map(({ type }) => type)).toEqual(['end'])
  })
})
