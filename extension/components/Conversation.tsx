import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Turn } from '../../shared/wire.ts'
import type { Outgoing } from '../store/index.ts'
import { Empty } from './Empty.tsx'
import { Icon } from './Icon.tsx'
import { Notice } from './Notice.tsx'
import { TurnView } from './TurnView.tsx'
import { useCommands, usePanel, useSelected } from './panel-context.ts'

function OutgoingView({ outgoing }: { readonly outgoing: Outgoing }): JSX.Element {
  const commands = useCommands()
  const waiting = useSelected(({ connection }) => connection.kind === 'resuming')
  return (
    <article class="turn" aria-label={`You: ${outgoing.text}`}>
      <p class="me" dir="auto">{outgoing.text}</p>
      {outgoing.state === 'sending'
        ? <p class="me-note" role="status"><Icon name="clock" />{waiting ? 'is sent as soon as the daemon is back' : 'sending'}</p>
        : (
            <>
              {outgoing.failure && <Notice failure={outgoing.failure} />}
              <p class="me-note">
                not sent
                <button type="button" class="plain" onClick={() => commands.resend(outgoing.message)}>send again</button>
                <button type="button" class="plain" onClick={() => commands.discard(outgoing.message)}>discard</button>
              </p>
            </>
          )}
    </article>
  )
}

/** How near to the end (px) still counts as being at the end: then what arrives is scrolled into view. */
const nearEnd = 80

export function Conversation(): JSX.Element {
  const { state, commands } = usePanel()
  const scroll = useRef<HTMLElement>(null)
  const atEnd = useRef(true)
  const { turns, outbox } = state
  const last = turns.at(-1)
  const paper = last?.plan === undefined ? undefined : state.papers[last.plan]
  // A person who reads further up is not torn away; one who just said something sees it.
  useEffect(() => {
    const element = scroll.current
    if (!element || !(atEnd.current || outbox.length > 0)) return
    // A card can be taller than the panel: its beginning is what has to be read first, so the words that asked for it stay on top.
    const turn = element.querySelector<HTMLElement>('.turn:last-of-type')
    const tall = last?.plan !== undefined && outbox.length === 0 && turn !== null && turn.offsetHeight > element.clientHeight
    element.scrollTop = tall ? turn.offsetTop - element.offsetTop - 8 : element.scrollHeight
  }, [last?.id, last?.parts.length, last?.progress, last?.plan, last?.state, outbox.length, paper?.kind])

  const follow = (): void => {
    const element = scroll.current
    if (element) atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd
  }
  // A turn that is what it was stays the same element, which Preact leaves alone with all that is in it.
  const elements = useRef(new WeakMap<Turn, JSX.Element>()).current
  const elementOf = (turn: Turn): JSX.Element => {
    const element = elements.get(turn) ?? <TurnView key={turn.id} turn={turn} />
    elements.set(turn, element)
    return element
  }
  const empty = state.read && turns.length === 0 && outbox.length === 0
  return (
    <main class="scroll" ref={scroll} onScroll={follow} aria-label="Conversation" tabIndex={-1}>
      <div class="column">
        {state.earlier && <button type="button" class="button" onClick={commands.readEarlier}>Show what came before</button>}
        {empty && <Empty />}
        {turns.map(elementOf)}
        {outbox.map((outgoing) => <OutgoingView key={outgoing.message} outgoing={outgoing} />)}
        {state.failures.chat && <Notice failure={state.failures.chat} />}
      </div>
    </main>
  )
}
