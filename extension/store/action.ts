import type { Event, PlanSummary, Run, Status, Turn } from '../../shared/wire.ts'
import type {
  Connection, Countersigning, Draft, Expanded, Failure, Outgoing, Page, Paper, Proof, Records, View,
} from './state.ts'

/** Everything that can happen to the panel's state. Actions carry facts; what follows from them is the reducer's. */
export type Action =
  | { readonly type: 'connection', readonly connection: Connection }
  | { readonly type: 'status', readonly status: Status }
  | { readonly type: 'page', readonly page: Page }
  | { readonly type: 'subject-removed' }
  | { readonly type: 'conversation', readonly turns: readonly Turn[], readonly earlier: boolean, readonly before: boolean }
  | { readonly type: 'event', readonly event: Event }
  | { readonly type: 'sending', readonly outgoing: Outgoing }
  | { readonly type: 'unsent', readonly message: string, readonly failure: Failure }
  | { readonly type: 'discarded', readonly message: string }
  | { readonly type: 'turn', readonly turn: Turn }
  | { readonly type: 'draft', readonly draft: Draft }
  | { readonly type: 'plan', readonly plan: PlanSummary }
  | { readonly type: 'paper', readonly plan: string, readonly paper: Paper }
  | { readonly type: 'expanded', readonly sha256: string, readonly expanded: Expanded }
  | { readonly type: 'run', readonly run: Run }
  | { readonly type: 'acknowledged', readonly plan: string, readonly change: string, readonly ticked: boolean }
  | { readonly type: 'countersigning', readonly countersigning: Countersigning | null }
  | { readonly type: 'code', readonly code: string }
  | { readonly type: 'rejecting', readonly plan: string | null }
  | { readonly type: 'failure', readonly about: string, readonly failure: Failure | null }
  | { readonly type: 'view', readonly view: View }
  | { readonly type: 'records', readonly records: Partial<Records> }
  | { readonly type: 'proof', readonly sequence: number, readonly proof: Proof }
