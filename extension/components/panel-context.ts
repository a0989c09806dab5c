import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { Commands } from '../commands/index.ts'
import type { Dispatch, State, Store } from '../store/index.ts'

export interface Panel { readonly state: State, readonly dispatch: Dispatch, readonly commands: Commands }

export const PanelContext = createContext<Panel | null>(null)

/** The state as it is now, and what a person can make happen. */
export function usePanel(): Panel {
  const panel = useContext(PanelContext)
  if (panel === null) throw new TypeError('usePanel: outside of the panel')
  return panel
}

/** Follows a store from a component. */
export function useStore(store: Store): State {
  const [state, show] = useState(store.state())
  useEffect(() => {
    show(store.state())
    return store.subscribe(() => show(store.state()))
  }, [store])
  return state
}
