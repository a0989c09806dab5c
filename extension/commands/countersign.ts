import { randomText } from '../../shared/base64.ts'
import type { Daemon, Statement } from '../daemon-client/index.ts'
import type { Countersigning, Paper, Store } from '../store/index.ts'
import { attempt, failureOf } from './attempt.ts'
import type { Commands } from './commands.ts'

type CountersignCommands = Pick<Commands, 'press' | 'cancel' | 'approve' | 'turnToReject' | 'reject'>
type Read = Extract<Paper, { kind: 'read' }>

/** What ends the code but not the plan: a new one can be asked for. Anything else is the plan's own end, and is said on its card. */
const codeIsOver = new Set(['approval-void', 'approval-expired', 'approval-signature', 'approval-decision', 'approval-crowded', 'timeout'])

export function countersignCommands(store: Store, daemon: Daemon): CountersignCommands {
  const { dispatch } = store
  const paperOf = (plan: string): Read | null => {
    const paper = store.state().papers[plan]
    return paper?.kind === 'read' ? paper : null
  }
  const show = (countersigning: Countersigning | null): void => dispatch({ type: 'countersigning', countersigning })
  /** The dock as it is now, if it is still about this plan: while an answer was on its way the person may have gone back. */
  const dockOf = (plan: string): Countersigning | null => {
    const dock = store.state().countersigning
    return dock?.plan === plan ? dock : null
  }
  const voidCode = (dock: Countersigning): void => {
    if (dock.challenge === undefined) return
    const { plan, challenge } = dock
    attempt(store, plan, async () => { dispatch({ type: 'plan', plan: (await daemon.post('/v1/plans/cancel', { id: plan, challenge })).summary }) })
  }

  return {
    press(plan) {
      const paper = paperOf(plan)
      if (paper === null) return
      const before = store.state().countersigning
      // One dock at a time: a code for another plan that waits to be typed is void from here on.
      if (before !== null && before.plan !== plan) voidCode(before)
      dispatch({ type: 'failure', about: plan, failure: null })
      const dock: Countersigning = { plan, digest: paper.digest, chip: paper.chip, title: paper.document.title, stage: 'pressing', code: '' }
      show(dock)
      // The digest that was recomputed from the bytes on the screen: it is what the code and the signature will stand for.
      daemon.post('/v1/plans/press', { id: plan, digest: paper.digest }).then(
        (answer) => { if (dockOf(plan)) show({ ...dock, ...answer, stage: 'open' }) },
        (error: unknown) => {
          dispatch({ type: 'failure', about: plan, failure: failureOf(error) })
          if (dockOf(plan)) show(null)
        },
      )
    },
    cancel() {
      const dock = store.state().countersigning
      show(null)
      if (dock !== null) voidCode(dock)
    },
    approve() {
      const dock = store.state().countersigning
      const paper = dock === null ? null : paperOf(dock.plan)
      if (dock === null || paper === null || dock.stage !== 'open' || dock.challenge === undefined || dock.expiresAt === undefined) return
      const { plan, code, digest } = dock
      const acknowledged = [...(store.state().acknowledged[plan] ?? [])].sort()
      const statement: Statement = {
        format: 'countersign/approval/1', digest, challenge: dock.challenge, decision: 'approve', expiresAt: dock.expiresAt, acknowledged,
      }
      show({ ...dock, stage: 'checking' })
      const work = async (): Promise<void> => {
        const { run } = await daemon.post('/v1/plans/approve', { id: plan, code, statement, signature: await daemon.sign(statement) })
        show(null)
        dispatch({ type: 'run', run: (await daemon.post('/v1/runs/get', { id: run })).run })
      }
      work().catch((error: unknown) => refused(plan, error))
    },
    turnToReject(plan) {
      const dock = dockOf(plan)
      show(null)
      if (dock !== null) voidCode(dock)
      dispatch({ type: 'rejecting', plan })
    },
    reject: (plan, comment) => attempt(store, plan, async () => {
      const paper = paperOf(plan)
      if (paper === null) return
      // A rejection needs no code, so its challenge is this device's own: it only keeps two signatures from being the same.
      const statement: Statement = {
        format: 'countersign/approval/1', digest: paper.digest, challenge: randomText(16), decision: 'reject', expiresAt: paper.document.expiresAt, acknowledged: [],
      }
      const signature = await daemon.sign(statement)
      const { summary } = await daemon.post('/v1/plans/reject', { id: plan, statement, signature, ...(comment === '' ? {} : { comment }) })
      dispatch({ type: 'rejecting', plan: null })
      dispatch({ type: 'plan', plan: summary })
    }),
  }

  /** What a refused code means for the dock: another try, a new code, or no dock at all. */
  function refused(plan: string, error: unknown): void {
    const dock = dockOf(plan)
    const failure = failureOf(error)
    if (dock === null) return dispatch({ type: 'failure', about: plan, failure })
    if (failure.code === 'approval-wrong-code') return show({ ...dock, stage: 'open', code: '', tries: Math.max(1, (dock.tries ?? 1) - 1), failure })
    if (codeIsOver.has(failure.code)) return show({ ...dock, stage: 'over', code: '', failure })
    show(null)
    dispatch({ type: 'failure', about: plan, failure })
  }
}
