import type { JSX } from 'preact'
import { App } from '../components/App.tsx'
import { PanelContext } from '../components/panel-context.ts'
import { createCommands, listen, type Commands } from '../commands/index.ts'
import { createDaemon } from '../daemon-client/index.ts'
import { takeOver, watchPage, type Handover } from '../page/index.ts'
import { createStore, type Store } from '../store/index.ts'

/** What was handed over is asked as soon as there is somebody to ask. */
function askWhenOnline(store: Store, commands: Commands, { text, subject }: Handover): void {
  const ask = (): boolean => {
    if (store.state().connection.kind !== 'online') return false
    if (subject !== undefined) store.dispatch({ type: 'page', page: { kind: 'subject', subject, removed: false } })
    commands.send(text)
    return true
  }
  if (ask()) return
  const stop = store.subscribe(() => { if (ask()) stop() })
}

/** Puts the panel together: one store, one daemon, and the page beside it. */
export function startPanel(): JSX.Element {
  const store = createStore()
  const daemon = createDaemon(listen(store, () => daemon))
  const commands = createCommands(store, daemon)
  // The panel's page lives exactly as long as the panel: closing it ends everything in it.
  const life = new AbortController()
  void daemon.run(life.signal)
  void watchPage((page) => store.dispatch({ type: 'page', page }), life.signal)
  void takeOver((handover) => askWhenOnline(store, commands, handover), life.signal)
  return <PanelContext.Provider value={{ store, commands }}><App /></PanelContext.Provider>
}
