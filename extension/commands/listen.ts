import type { Daemon, DaemonListener } from '../daemon-client/index.ts'
import type { Store } from '../store/index.ts'
import { pageOfTurns, resume } from './conversation.ts'

const ended = new Set(['succeeded', 'failed', 'rolled-back', 'rollback-failed', 'interrupted', 'stopped'])

/** Brings what the daemon says into the store: the connection, everything on a first reading, and each event after it. */
export function listen(store: Store, daemon: () => Daemon): DaemonListener {
  const { dispatch } = store
  return {
    connection: (connection) => dispatch({ type: 'connection', connection }),
    event: (event) => dispatch({ type: 'event', event }),
    async ready(status, anew) {
      dispatch({ type: 'status', status })
      if (!anew) {
        resume(store, daemon())
        return null
      }
      const { turns, cursor } = await daemon().post('/v1/conversation', { limit: pageOfTurns })
      dispatch({ type: 'conversation', turns, earlier: turns.length === pageOfTurns, before: false })
      await readLost()
      resume(store, daemon())
      return cursor
    },
  }

  /** Where events were lost, what they would have changed is read: the plans and runs that are on the screen and had not ended. */
  async function readLost(): Promise<void> {
    const { plans, runs } = store.state()
    const { plans: summaries } = await daemon().post('/v1/plans', { limit: 100 })
    for (const plan of summaries) if (plans[plan.id] !== undefined) dispatch({ type: 'plan', plan })
    for (const run of Object.values(runs)) {
      if (!ended.has(run.state)) dispatch({ type: 'run', run: (await daemon().post('/v1/runs/get', { id: run.id })).run })
    }
  }
}
