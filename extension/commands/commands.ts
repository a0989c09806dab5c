import type { Mode } from '../../shared/plan.ts'
import type { Preferences, Turn } from '../../shared/wire.ts'
import type { Daemon } from '../daemon-client/index.ts'
import type { RecordTab, Store, View } from '../store/index.ts'
import { conversationCommands } from './conversation.ts'
import { countersignCommands } from './countersign.ts'
import { connectionCommands } from './connection.ts'
import { planCommands } from './plans.ts'
import { recordCommands } from './records.ts'

/** Everything that a person can make happen. None of them throws: what goes wrong becomes a failure beside what it was asked of. */
export interface Commands {
  readonly pair: (code: string, person: string, device: string) => void
  readonly retry: () => void
  readonly pairAgain: () => void
  /** Goes on from the restored backup that is shown. */
  readonly acceptRestored: () => void
  /** Asks the browser for the way to this machine. Only works inside a press. */
  readonly allowAddress: () => void
  /** Asks the browser to let the panel read the address of whatever page is open. Only works inside a press. */
  readonly followPages: () => void

  readonly send: (text: string) => void
  readonly stopTurn: (turn: string) => void
  readonly resend: (message: string) => void
  readonly discard: (message: string) => void
  readonly readEarlier: () => void
  readonly editReading: (turn: Turn) => void

  readonly readPlan: (plan: string) => void
  readonly readRun: (run: string) => void
  readonly expand: (plan: string, sha256: string) => void
  readonly modify: (plan: string) => void
  readonly askAgain: (plan: string) => void
  readonly stopRun: (run: string) => void
  readonly undo: (run: string) => void

  readonly press: (plan: string) => void
  readonly cancel: () => void
  readonly approve: () => void
  readonly turnToReject: (plan: string) => void
  readonly reject: (plan: string, comment: string) => void

  readonly show: (view: View) => void
  /** Opens a plan, a run or an entry (`plan-7`, `run-4`, `entry-12`) on the second page. */
  readonly open: (id: string) => void
  readonly readRecords: (tab: RecordTab) => void
  readonly readOlderEntries: (before: number) => void
  readonly prove: (sequence: number) => void
  readonly revoke: (device: string) => void
  readonly prefer: (change: Partial<Preferences>) => void
  readonly forget: (thing?: string) => void
  readonly correct: (thing: string, correction: string) => void
  readonly setMode: (target: string, mode: Mode) => void
}

export function createCommands(store: Store, daemon: Daemon): Commands {
  return {
    ...connectionCommands(daemon),
    ...conversationCommands(store, daemon),
    ...planCommands(store, daemon),
    ...countersignCommands(store, daemon),
    ...recordCommands(store, daemon),
  }
}
