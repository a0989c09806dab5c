import type { JSX } from 'preact'
import { Bar } from './Bar.tsx'
import { Composer } from './Composer.tsx'
import { Conversation } from './Conversation.tsx'
import { Dock } from './Dock.tsx'
import { Icon } from './Icon.tsx'
import { Pairing } from './Pairing.tsx'
import { Records } from './Records.tsx'
import { Trouble } from './Trouble.tsx'
import { usePanel } from './panel-context.ts'
import { moment } from './time.ts'

function Resuming({ since }: { readonly since: string }): JSX.Element {
  const { commands } = usePanel()
  return (
    <div class="banner" role="status">
      <Icon name="plug" />
      <span>The daemon stopped answering. You see what it said until {moment(since)}.</span>
      <button type="button" class="plain" onClick={commands.retry}>Try now</button>
    </div>
  )
}

function Body(): JSX.Element {
  const { state } = usePanel()
  const { connection, countersigning, view } = state
  switch (connection.kind) {
    case 'starting':
      return <main class="scroll"><div class="column"><div class="screen"><p class="progress" role="status"><Icon name="turning" class="turning" />Looking for your daemon…</p></div></div></main>
    case 'unpaired':
      return <main class="scroll"><div class="column"><Pairing connection={connection} /></div></main>
    case 'down': case 'blocked': case 'mismatch': case 'stranger': case 'went-back':
      return <main class="scroll"><div class="column"><Trouble connection={connection} /></div></main>
    case 'online': case 'resuming':
      return (
        <>
          {connection.kind === 'resuming' && <Resuming since={connection.since} />}
          {view.name === 'records' ? <Records tab={view.tab} /> : <Conversation />}
          {countersigning ? <Dock dock={countersigning} /> : view.name === 'chat' && <Composer />}
        </>
      )
  }
}

/** The whole panel: the bar, and one of its screens. */
export function App(): JSX.Element {
  return <div class="panel"><Bar /><Body /></div>
}
