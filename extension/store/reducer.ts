import type { Event, PlanSummary, Run, Turn } from '../../shared/wire.ts'
import type { Action } from './action.ts'
import type { Countersigning, Page, State } from './state.ts'

const turnNumber = (turn: Turn): number => Number(turn.id.slice('turn-'.length))

/** Puts turns into the conversation: one of each id, in the order in which they were asked. */
function withTurns(turns: readonly Turn[], added: readonly Turn[]): readonly Turn[] {
  const byId = new Map(turns.map((turn) => [turn.id, turn]))
  for (const turn of added) {
    // The answer to a question can overtake the events before it: what is done doesn't go back to work.
    if (turn.state === 'working' && (byId.get(turn.id)?.state ?? 'working') !== 'working') continue
    byId.set(turn.id, turn)
  }
  return [...byId.values()].sort((a, b) => turnNumber(a) - turnNumber(b))
}

/** A message is on its way until the daemon shows a turn that carries its id. */
function arrived(state: State, turns: readonly Turn[]): State {
  const messages = new Set(turns.map(({ message }) => message))
  return { ...state, outbox: state.outbox.filter(({ message }) => !messages.has(message)) }
}

const open = new Set(['drafted', 'simulated', 'awaiting'])

/** A dock stays only as long as its plan can still be approved: a plan that was rejected elsewhere, or moved, takes its dock along. */
function dockAfter(dock: Countersigning | null, plan: PlanSummary): Countersigning | null {
  if (dock === null || dock.plan !== plan.id || open.has(plan.state)) return dock
  return null
}

/** How far a plan has come. States only go forward, so what says less than is known came late. */
const progress = (plan: PlanSummary): number => ['drafted', 'simulated', 'awaiting', 'approved', 'running', 'rolling-back'].indexOf(plan.state) >>> 0

function withPlan(state: State, plan: PlanSummary): State {
  const known = state.plans[plan.id]
  if (known !== undefined && progress(known) > progress(plan)) return state
  return { ...state, plans: { ...state.plans, [plan.id]: plan }, countersigning: dockAfter(state.countersigning, plan) }
}

/** Moments that a run has recorded: of two pictures of one run the one with more of them is the later. */
const moments = ({ steps, log, endedAt }: Run): number =>
  steps.reduce((sum, step) => sum + 1 + Number(!!step.startedAt) + Number(!!step.endedAt), log.length + Number(!!endedAt))

function withRun(state: State, run: Run): State {
  const known = state.runs[run.id]
  if (known !== undefined && moments(known) > moments(run)) return state
  return { ...state, runs: { ...state.runs, [run.id]: run } }
}

function withEvent(state: State, event: Event): State {
  switch (event.type) {
    case 'turn': return arrived({ ...state, turns: withTurns(state.turns, [event.turn]) }, [event.turn])
    case 'plan': return withPlan(state, event.plan)
    case 'run': return withRun(state, event.run)
    case 'status': return state.status === null ? state : { ...state, status: { ...state.status, ...event.status } }
    // The events in between are lost. Whoever listens reads everything anew; until then the panel shows what it had.
    case 'reset': return state
  }
}

/** The chip that the person took away stays away while they look at the same thing, and comes back with the next. */
function pageAfter(before: Page, page: Page): Page {
  if (page.kind !== 'subject' || before.kind !== 'subject') return page
  const [one, other] = [before.subject, page.subject]
  const same = one.provider === other.provider && one.kind === other.kind && one.id === other.id
  return same ? { ...page, removed: page.removed || before.removed } : page
}

function without<Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> {
  const { [key]: _, ...rest } = record
  return rest
}

/** The panel's next state. Pure: no clock, no network, no randomness. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'connection': return { ...state, connection: action.connection }
    case 'status': return { ...state, status: action.status }
    case 'page': return { ...state, page: pageAfter(state.page, action.page) }
    case 'subject-removed': return state.page.kind === 'subject' ? { ...state, page: { ...state.page, removed: true } } : state
    case 'conversation': {
      // A reading anew replaces what was there: after a reset a turn that is no longer the daemon's must not stay on the screen.
      const turns = action.before ? withTurns(state.turns, action.turns) : withTurns([], action.turns)
      return arrived({ ...state, turns, earlier: action.earlier, read: true }, action.turns)
    }
    case 'event': return withEvent(state, action.event)
    case 'sending': {
      const others = state.outbox.filter(({ message }) => message !== action.outgoing.message)
      return { ...state, outbox: [...others, action.outgoing] }
    }
    case 'unsent': {
      const outbox = state.outbox.map((outgoing) =>
        outgoing.message === action.message ? { ...outgoing, state: 'unsent' as const, failure: action.failure } : outgoing)
      return { ...state, outbox }
    }
    case 'discarded': return { ...state, outbox: state.outbox.filter(({ message }) => message !== action.message) }
    case 'turn': return arrived({ ...state, turns: withTurns(state.turns, [action.turn]) }, [action.turn])
    case 'draft': return { ...state, draft: action.draft }
    case 'plan': return withPlan(state, action.plan)
    case 'paper': return { ...state, papers: { ...state.papers, [action.plan]: action.paper } }
    case 'expanded': return { ...state, expanded: { ...state.expanded, [action.sha256]: action.expanded } }
    case 'run': return withRun(state, action.run)
    case 'acknowledged': {
      const others = (state.acknowledged[action.plan] ?? []).filter((change) => change !== action.change)
      return { ...state, acknowledged: { ...state.acknowledged, [action.plan]: action.ticked ? [...others, action.change] : others } }
    }
    case 'countersigning': return { ...state, countersigning: action.countersigning }
    case 'code': return state.countersigning === null ? state : { ...state, countersigning: { ...state.countersigning, code: action.code } }
    case 'rejecting': return { ...state, rejecting: action.plan }
    case 'failure': {
      const { about, failure } = action
      return { ...state, failures: failure === null ? without(state.failures, about) : { ...state.failures, [about]: failure } }
    }
    case 'view': return { ...state, view: action.view }
    case 'records': return { ...state, records: { ...state.records, ...action.records } }
    case 'proof': return { ...state, records: { ...state.records, proofs: { ...state.records.proofs, [action.sequence]: action.proof } } }
  }
}
