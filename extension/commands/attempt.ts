import { failureOf } from '../daemon-client/failure.ts'
import type { Store } from '../store/index.ts'

/**
 * Does something for the person and, where it fails, says so beside what it was asked of (`about`: a plan, a run, a target, 'chat').
 * What was said there before is taken away first: an old failure beside a new attempt would be read as its answer.
 */
export function attempt(store: Store, about: string, work: () => Promise<void>): void {
  if (store.state().failures[about] !== undefined) store.dispatch({ type: 'failure', about, failure: null })
  work().catch((error: unknown) => store.dispatch({ type: 'failure', about, failure: failureOf(error) }))
}

export { failureOf }
