import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { visible } from '../../shared/visible.ts'
import type { Connection, Restored } from '../store/index.ts'
import { Command } from './Command.tsx'
import { Icon, type IconName } from './Icon.tsx'
import { Notice } from './Notice.tsx'
import { useCommands } from './panel-context.ts'

type Troubled = Extract<Connection, { kind: 'down' | 'blocked' | 'mismatch' | 'stranger' | 'went-back' }>

/** A screen of one trouble: what it is, what it means, what to type or press. */
function Screen(props: { icon: IconName, tone: string, title: string, children: JSX.Element | (JSX.Element | false)[] }): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [props.title])
  return (
    <div class="screen">
      <div class={`emblem ${props.tone}`}><Icon name={props.icon} /></div>
      <h2 ref={title} tabIndex={-1}>{props.title}</h2>
      {props.children}
    </div>
  )
}

/** A backup was put back, and that is on the record itself: the one way in which a history may go back, if the person knows of it. */
function Restore({ restored: { sequence, at, person, size, replaced } }: { readonly restored: Restored }): JSX.Element {
  const commands = useCommands()
  return (
    <>
      <p>
        Entry {sequence} of the record says: on {new Date(at).toLocaleString()} <strong>{visible(person)}</strong> put
        a backup of {size} entries in the place of {replaced}. What happened after that backup is not on the record any more.
      </p>
      <p class="muted">Go on only if you know of it.</p>
      <button type="button" class="button primary" onClick={commands.acceptRestored}>Accept this backup</button>
    </>
  )
}

export function Trouble({ connection }: { readonly connection: Troubled }): JSX.Element {
  const commands = useCommands()
  const retry = <button type="button" class="button primary" onClick={commands.retry}>Try again</button>
  switch (connection.kind) {
    case 'down':
      return (
        <Screen icon="plug" tone="caution" title="Your daemon isn’t running">
          <p class="muted">Nothing answers at {connection.address}. Start it in a terminal, in the folder of Countersign:</p>
          <Command text="npm start" />
          {retry}
          <p class="muted" role="status">This page goes on by itself as soon as it runs.</p>
        </Screen>
      )
    case 'blocked':
      return (
        <Screen icon="stop" tone="caution" title="The browser blocks the way to your daemon">
          <p class="muted">It keeps this extension from {connection.address}, an address of this machine itself. Allow it, and nothing but it.</p>
          <button type="button" class="button primary" onClick={commands.allowAddress}>Allow {connection.address}</button>
          <p class="muted">If nothing asks you: open this extension in the browser’s settings, and give it access to 127.0.0.1 (site access, local network).</p>
          <button type="button" class="button" onClick={commands.retry}>Try again</button>
        </Screen>
      )
    case 'mismatch':
      return (
        <Screen icon="warning" tone="caution" title="Sidebar and daemon are of different versions">
          <Notice failure={connection.failure} tone="caution" />
          <p class="muted">Nothing was sent. Bring both to one version, then load the extension again:</p>
          <Command text="git pull && npm start" />
          {retry}
        </Screen>
      )
    case 'stranger':
      return (
        <Screen icon="stop" tone="danger" title="This isn’t the daemon you paired with">
          <Notice failure={connection.failure} />
          <div class="actions">{retry}<button type="button" class="button" onClick={commands.pairAgain}>Pair again</button></div>
        </Screen>
      )
    case 'went-back':
      return (
        <Screen icon="stop" tone="danger" title="The record went back">
          <Notice failure={connection.failure} />
          {connection.restored !== undefined && <Restore restored={connection.restored} />}
          <p class="muted">
            The audit only ever grows. What the daemon shows now does not continue what this browser saw before: entries were removed or
            changed, or an old copy of its store was put back. Nothing is sent until you decide.
          </p>
          <Command text="npx countersign audit verify" />
          <div class="actions"><button type="button" class="button" onClick={commands.retry}>Try again</button><button type="button" class="button danger" onClick={commands.pairAgain}>Forget and pair anew</button></div>
        </Screen>
      )
  }
}
