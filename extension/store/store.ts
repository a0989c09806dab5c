import type { Action } from './action.ts'
import { reduce } from './reducer.ts'
import { initialState, type State } from './state.ts'

export type Dispatch = (action: Action) => void

/** The one place where the panel's state lives. Commands read it, components subscribe to it, and only `reduce` makes the next one. */
export interface Store {
  readonly state: () => State
  readonly dispatch: Dispatch
  /** Calls `listener` after every change; returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void
}

export function createStore(initial: State = initialState): Store {
  let state = initial
  const listeners = new Set<() => void>()
  return {
    state: () => state,
    dispatch(action) {
      state = reduce(state, action)
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
