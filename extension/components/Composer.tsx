import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Subject } from '../../shared/plan.ts'
import { Asks } from './Asks.tsx'
import { Icon } from './Icon.tsx'
import { usePanel } from './panel-context.ts'
import { shown } from './words.ts'

function SubjectChip({ subject }: { readonly subject: Subject }): JSX.Element {
  const { dispatch } = usePanel()
  const where = [subject.service, subject.region, subject.account].find((part) => part !== undefined)
  return (
    <span class="subject">
      <Icon name="page" />
      <span title={shown(subject.id)}><b>{shown(subject.id)}</b> {shown(subject.kind)}{where === undefined ? '' : ` · ${shown(where)}`}</span>
      <button type="button" class="icon-button" aria-label={`Don’t send ${shown(subject.id)} along`} title="Don’t send this along"
        onClick={() => dispatch({ type: 'subject-removed' })}><Icon name="cross" />
      </button>
    </span>
  )
}

/** Where the message is written. It says so when sending means more than asking: replacing a plan, or correcting how words were read. */
export function Composer(): JSX.Element {
  const { state, commands, dispatch } = usePanel()
  const { draft, page, connection } = state
  const box = useRef<HTMLTextAreaElement>(null)
  // While the connection mends itself a message can be said already: it is on its way, and delivered as soon as somebody answers.
  const online = connection.kind === 'online' || connection.kind === 'resuming'
  const working = state.turns.findLast((turn) => turn.state === 'working' && turn.device === state.status?.device)
  const ready = online && draft.text.trim() !== ''
  const special = draft.replaces !== undefined || draft.words !== undefined

  // Modify and edit hand the words back: the caret goes where they end.
  useEffect(() => {
    if (!special || !box.current) return
    box.current.focus()
    box.current.setSelectionRange(draft.text.length, draft.text.length)
  }, [draft.replaces, draft.words])

  const send = (): void => { if (ready) commands.send(draft.text) }
  const keyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter belongs to it.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); send() }
    if (event.key === 'Escape' && special) { event.preventDefault(); dispatch({ type: 'draft', draft: { text: '' } }) }
  }
  return (
    <footer class="composer">
      <div>
        <Asks />
        {(special || (page.kind === 'subject' && !page.removed)) && (
          <div class="above">
            {special && (
              <span class="subject brand">
                <Icon name="pencil" />
                <span>{draft.words === undefined ? <>Modifying <b>{draft.replaces}</b></> : <>Correcting how I read it</>}</span>
                <button type="button" class="icon-button" aria-label="Leave it as it was" title="Leave it as it was"
                  onClick={() => dispatch({ type: 'draft', draft: { text: '' } })}><Icon name="cross" />
                </button>
              </span>
            )}
            {page.kind === 'subject' && !page.removed && <SubjectChip subject={page.subject} />}
          </div>
        )}
        <div class="box">
          <textarea ref={box} rows={1} maxLength={8000} value={draft.text} dir="auto" aria-label="Ask, or say what should change"
            placeholder="Ask, or say what should change" onKeyDown={keyDown}
            onInput={(event) => dispatch({ type: 'draft', draft: { ...draft, text: event.currentTarget.value } })} />
          {working && draft.text.trim() === ''
            ? (
                <button type="button" class="send" aria-label="Stop" title="Stop" onClick={() => commands.stopTurn(working.id)}><Icon name="square" /></button>
              )
            : <button type="button" class="send" aria-label="Send" title="Send" aria-disabled={!ready} onClick={send}><Icon name="up" /></button>}
        </div>
      </div>
    </footer>
  )
}
