import { createContext } from 'preact'
import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Commands } from '../commands/index.ts'
import type { Dispatch, State, Store } from '../store/index.ts'

/** What every component shares: the one store, and what a person can make happen. Neither is ever another one while the panel is there. */
export interface Shared { readonly store: Store, readonly commands: Commands }

export const PanelContext = createContext<Shared | null>(null)

function useShared(): Shared {
  const shared = useContext(PanelContext)
  if (shared === null) throw new TypeError('usePanel: outside of the panel')
  return shared
}

export const useCommands = (): Commands => useShared().commands
export const useDispatch = (): Dispatch => useShared().store.dispatch

/**
 * What `select` picks out of the state as it is now. The component is made anew only when that is another value: of turns and cards there
 * are many, and most of what happens concerns none but the last.
 */
export function useSelected<Value>(select: (state: State) => Value): Value {
  const { store } = useShared()
  const [, again] = useState({})
  const value = select(store.state())
  const latest = useRef({ select, value })
  latest.current = { select, value }
  useLayoutEffect(() => {
    const look = (): void => { if (!Object.is(latest.current.value, latest.current.select(store.state()))) again({}) }
    look() // what happened between the first picture and this
    return store.subscribe(look)
  }, [store])
  return value
}

export interface Panel { readonly state: State, readonly dispatch: Dispatch, readonly commands: Commands }

/** The whole state, for a component of which there is one, and what a person can make happen. */
export function usePanel(): Panel {
  const { store, commands } = useShared()
  return { state: useSelected(all), dispatch: store.dispatch, commands }
}
const all = (state: State): State => state
