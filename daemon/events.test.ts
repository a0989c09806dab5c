import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Event, Turn } from '../shared/wire.ts'
import { createEvents } from './events.ts'
import { openStore, type Store } from './store/index.ts'

let folder = ''
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-events-'))
  store = await openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const turn = (number: number, text = ''): Event => ({
  type: 'turn',
  turn: { id: `turn-${number}`, message: '', at: '', person: '', device: '', via: '', text, state: 'done', parts: [] } satisfies Turn,
})
function heard(events: ReturnType<typeof createEvents>, after: number): [number, string][] {
  const result: [number, string][] = []
  events.subscribe(after, (cursor, event) => result.push([cursor, event.type === 'turn' ? `${event.turn.id} ${event.turn.text}`.trim() : event.type]))
  return result
}

test('a client that was away hears what came since, in order, and then what comes', () => {
  const events = createEvents(store.database)
  const [first, second] = [events.publish(turn(1)), events.publish(turn(2))]
  const result = heard(events, first)
  const third = events.publish(turn(3))
  expect(result).toEqual([[second, 'turn-2'], [third, 'turn-3']])
})

test('of several states of one thing only the last is told again', () => {
  const events = createEvents(store.database)
  const start = events.cursor
  events.publish(turn(1, 'working'))
  events.publish(turn(2, 'other'))
  events.publish(turn(1, 'done'))
  expect(heard(events, start).map(([, text]) => text)).toEqual(['turn-2 other', 'turn-1 done'])
})

test('the cursor never goes back over a restart, and a client from before it reads anew', async () => {
  let last = 0
  const before = createEvents(store.database)
  for (let number = 1; number <= 2500; number++) last = before.publish(turn(number))
  store.close()
  store = await openStore(folder)
  const after = createEvents(store.database)
  expect(after.cursor).toBeGreaterThanOrEqual(last)
  expect(heard(after, last - 1)).toEqual([[after.cursor, 'reset']])
  expect(after.publish(turn(1))).toBeGreaterThan(last)
})

test('a client that is too far behind reads anew instead of missing something', () => {
  const events = createEvents(store.database)
  const start = events.cursor
  for (let number = 1; number <= 501; number++) events.publish(turn(number))
  expect(heard(events, start)).toEqual([[events.cursor, 'reset']])
  expect(heard(events, start + 1)).toHaveLength(500)
})

test('a cursor that was never given out is answered with reset', () => {
  const events = createEvents(store.database)
  expect(heard(events, events.cursor + 1)).toEqual([[events.cursor, 'reset']])
})

test('a listener that leaves while it listens takes nobody with it', () => {
  const events = createEvents(store.database)
  const result: string[] = []
  const leave = events.subscribe(events.cursor, () => { leave(); result.push('first') })
  events.subscribe(events.cursor, () => result.push('second'))
  events.publish(turn(1))
  events.publish(turn(2))
  expect(result).toEqual(['first', 'second', 'second'])
  expect(events.listeners).toBe(1)
})
