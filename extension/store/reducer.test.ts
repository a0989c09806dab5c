import { describe, expect, it } from 'vitest'
import type { Run, Turn } from '../../shared/wire.ts'
import { risky, small, summaryOf } from '../testing/plans.ts'
import { states } from '../testing/states.ts'
import { createStore, initialState, reduce, type Action, type Countersigning, type State } from './index.ts'

const message = '6f1c9c1e-8a3b-4e4f-9b8a-0123456789ab'
const turn = (id: number, changes: Partial<Turn> = {}): Turn => ({
  id: `turn-${id}`, message, at: '2026-11-23T14:02:00.000Z', person: 'Ada', device: 'device-a', via: 'sidebar', text: 'hello', state: 'done', parts: [], ...changes,
})
const after = (state: State, ...actions: readonly Action[]): State => actions.reduce(reduce, state)
const subject = { provider: 'sandbox', kind: 'site', id: 'web' } as const
const run = (states['running'] as State).runs['run-42'] as Run

describe('the conversation', () => {
  it('keeps one of each turn, in the order in which they were asked', () => {
    const state = after(initialState, { type: 'turn', turn: turn(10) }, { type: 'turn', turn: turn(9) }, { type: 'turn', turn: turn(10, { text: 'again' }) })
    expect(state.turns.map(({ id, text }) => [id, text])).toEqual([['turn-9', 'hello'], ['turn-10', 'again']])
  })

  it('does not go back to working when an event comes after the answer', () => {
    const working = turn(1, { state: 'working', progress: 'Reading' })
    expect(after(initialState, { type: 'turn', turn: turn(1) }, { type: 'event', event: { type: 'turn', turn: working } }).turns[0]?.state).toBe('done')
    expect(after(initialState, { type: 'turn', turn: working }, { type: 'event', event: { type: 'turn', turn: turn(1) } }).turns[0]?.state).toBe('done')
  })

  it('takes a message off the way when its turn shows up, however that comes', () => {
    const sent = after(initialState, { type: 'sending', outgoing: { message, text: 'hello', state: 'sending' } })
    expect(sent.outbox).toHaveLength(1)
    expect(after(sent, { type: 'turn', turn: turn(1) }).outbox).toEqual([])
    expect(after(sent, { type: 'event', event: { type: 'turn', turn: turn(1) } }).outbox).toEqual([])
    expect(after(sent, { type: 'conversation', turns: [turn(1)], earlier: false, before: false }).outbox).toEqual([])
  })

  it('keeps a message that could not be sent, with the reason, until it is sent again or discarded', () => {
    const failure = { code: 'daemon-unreachable', message: 'Nothing answered.', hint: 'Start it.' }
    const unsent = after(initialState, { type: 'sending', outgoing: { message, text: 'hello', state: 'sending' } }, { type: 'unsent', message, failure })
    expect(unsent.outbox).toEqual([{ message, text: 'hello', state: 'unsent', failure }])
    expect(after(unsent, { type: 'sending', outgoing: { message, text: 'hello', state: 'sending' } }).outbox).toEqual([{ message, text: 'hello', state: 'sending' }])
    expect(after(unsent, { type: 'discarded', message }).outbox).toEqual([])
  })

  it('replaces what was there when it is read anew, and adds what came before to it', () => {
    const read = after(initialState, { type: 'turn', turn: turn(3) }, { type: 'conversation', turns: [turn(5)], earlier: true, before: false })
    expect(read.turns.map(({ id }) => id)).toEqual(['turn-5'])
    expect(after(read, { type: 'conversation', turns: [turn(4)], earlier: false, before: true }).turns.map(({ id }) => id)).toEqual(['turn-4', 'turn-5'])
  })
})

describe('the page beside the panel', () => {
  it('keeps the chip away while the same thing is looked at, and brings it back with the next', () => {
    const page = { kind: 'subject', subject, removed: false } as const
    const removed = after(initialState, { type: 'page', page }, { type: 'subject-removed' })
    expect(removed.page).toMatchObject({ removed: true })
    expect(after(removed, { type: 'page', page }).page).toMatchObject({ removed: true })
    expect(after(removed, { type: 'page', page: { ...page, subject: { ...subject, id: 'cart' } } }).page).toMatchObject({ removed: false })
  })
})

describe('plans and runs', () => {
  it('never go back to an earlier state, whichever picture of them arrives last', () => {
    const done = after(initialState, { type: 'plan', plan: summaryOf(small, { state: 'succeeded' }) }, { type: 'event', event: { type: 'plan', plan: summaryOf(small) } })
    expect(done.plans[small.id]?.state).toBe('succeeded')
    const ended: Run = { ...run, state: 'succeeded', endedAt: '2026-11-23T14:02:08.000Z' }
    expect(after(initialState, { type: 'run', run: ended }, { type: 'run', run }).runs[run.id]?.state).toBe('succeeded')
    expect(after(initialState, { type: 'run', run }, { type: 'run', run: ended }).runs[run.id]?.state).toBe('succeeded')
  })

  it('a lost event is made up for by reading: a reset alone changes nothing', () => {
    const state = after(initialState, { type: 'turn', turn: turn(1) })
    expect(after(state, { type: 'event', event: { type: 'reset' } })).toEqual(state)
  })
})

describe('the dock', () => {
  const dock: Countersigning = { plan: risky.id, digest: 'd'.repeat(64), chip: '000-000', title: 'x', stage: 'open', code: '41' }
  const open = after(initialState, { type: 'plan', plan: summaryOf(risky) }, { type: 'countersigning', countersigning: dock })

  it('takes digits only while it is there', () => {
    expect(after(open, { type: 'code', code: '419' }).countersigning?.code).toBe('419')
    expect(after(initialState, { type: 'code', code: '419' }).countersigning).toBeNull()
  })

  it('goes when its plan was decided, replaced or moved elsewhere, and stays for any other plan', () => {
    for (const state of ['running', 'rejected', 'expired', 'superseded'] as const) {
      expect(after(open, { type: 'event', event: { type: 'plan', plan: summaryOf(risky, { state }) } }).countersigning).toBeNull()
    }
    expect(after(open, { type: 'event', event: { type: 'plan', plan: summaryOf(small, { state: 'rejected' }) } }).countersigning).toEqual(dock)
  })

  it('keeps ticks by plan', () => {
    const ticked = after(open, { type: 'acknowledged', plan: risky.id, change: 'a', ticked: true }, { type: 'acknowledged', plan: risky.id, change: 'b', ticked: true })
    expect(ticked.acknowledged).toEqual({ [risky.id]: ['a', 'b'] })
    expect(after(ticked, { type: 'acknowledged', plan: risky.id, change: 'a', ticked: false }).acknowledged).toEqual({ [risky.id]: ['b'] })
  })
})

describe('a failure', () => {
  it('stands beside what it was about and leaves with the next attempt', () => {
    const failure = { code: 'plan-moved', message: 'The world moved.', hint: '' }
    const state = after(initialState, { type: 'failure', about: 'plan-1', failure })
    expect(state.failures).toEqual({ 'plan-1': failure })
    expect(after(state, { type: 'failure', about: 'plan-1', failure: null }).failures).toEqual({})
  })
})

describe('the store', () => {
  it('tells whoever listens, until they stop', () => {
    const store = createStore()
    let heard = 0
    const stop = store.subscribe(() => { heard += 1 })
    store.dispatch({ type: 'turn', turn: turn(1) })
    stop()
    store.dispatch({ type: 'turn', turn: turn(2) })
    expect(heard).toBe(1)
    expect(store.state().turns).toHaveLength(2)
  })
})
