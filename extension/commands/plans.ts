import { readAttachment, readPaper } from '../plan/index.ts'
import type { Daemon } from '../daemon-client/index.ts'
import type { Store } from '../store/index.ts'
import { attempt, failureOf } from './attempt.ts'
import type { Commands } from './commands.ts'

type PlanCommands = Pick<Commands, 'readPlan' | 'readRun' | 'expand' | 'modify' | 'askAgain' | 'stopRun' | 'undo'>

export function planCommands(store: Store, daemon: Daemon): PlanCommands {
  const { dispatch } = store
  /** The person's own words of a plan, out of its bytes. */
  const wordsOf = (plan: string): string => {
    const paper = store.state().papers[plan]
    return paper?.kind === 'read' ? paper.document.asked.words : ''
  }
  return {
    readPlan(plan) {
      if (store.state().papers[plan] !== undefined) return
      dispatch({ type: 'paper', plan, paper: { kind: 'loading' } })
      daemon.post('/v1/plans/get', { id: plan }).then(
        ({ summary, bytes }) => {
          dispatch({ type: 'plan', plan: summary })
          // The digest that the summary names has to be that of the bytes, whatever state they claim.
          dispatch({ type: 'paper', plan, paper: readPaper(plan, bytes, summary.digest) })
        },
        (error: unknown) => dispatch({ type: 'paper', plan, paper: { kind: 'refused', failure: failureOf(error) } }),
      )
    },
    readRun: (run) => attempt(store, run, async () => {
      dispatch({ type: 'run', run: (await daemon.post('/v1/runs/get', { id: run })).run })
    }),
    expand(plan, sha256) {
      dispatch({ type: 'expanded', sha256, expanded: { kind: 'loading' } })
      daemon.post('/v1/plans/attachment', { id: plan, sha256 }).then(
        ({ bytes }) => dispatch({ type: 'expanded', sha256, expanded: readAttachment(sha256, bytes) }),
        (error: unknown) => dispatch({ type: 'expanded', sha256, expanded: { kind: 'refused', failure: failureOf(error) } }),
      )
    },
    modify(plan) {
      const dock = store.state().countersigning
      // The code on the terminal is for the plan as it is; the plan is voided when the new request is sent.
      if (dock?.plan === plan && dock.challenge !== undefined) {
        const { challenge } = dock
        attempt(store, plan, async () => { await daemon.post('/v1/plans/cancel', { id: plan, challenge }) })
      }
      dispatch({ type: 'countersigning', countersigning: null })
      dispatch({ type: 'view', view: { name: 'chat' } })
      dispatch({ type: 'draft', draft: { text: wordsOf(plan), replaces: plan } })
    },
    askAgain(plan) {
      dispatch({ type: 'view', view: { name: 'chat' } })
      dispatch({ type: 'draft', draft: { text: wordsOf(plan) } })
    },
    stopRun: (run) => attempt(store, run, async () => {
      dispatch({ type: 'run', run: (await daemon.post('/v1/runs/stop', { id: run })).run })
    }),
    undo: (run) => attempt(store, run, async () => {
      dispatch({ type: 'view', view: { name: 'chat' } })
      dispatch({ type: 'turn', turn: (await daemon.post('/v1/runs/undo', { id: run, message: crypto.randomUUID() })).turn })
    }),
  }
}
