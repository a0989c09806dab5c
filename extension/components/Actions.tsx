import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { PlanSummary } from '../../shared/wire.ts'
import type { Paper } from '../store/index.ts'
import { Notice } from './Notice.tsx'
import { useCommands, useDispatch, useSelected } from './panel-context.ts'
import { counted } from './words.ts'

type Read = Extract<Paper, { kind: 'read' }>

function RejectForm({ plan }: { readonly plan: string }): JSX.Element {
  const [commands, dispatch] = [useCommands(), useDispatch()]
  const [comment, setComment] = useState('')
  const leave = (): void => dispatch({ type: 'rejecting', plan: null })
  return (
    <form class="reject" onSubmit={(event) => { event.preventDefault(); commands.reject(plan, comment.trim()) }}
      onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); leave() } }}>
      <label class="field">Why not? It goes into the record.
        <textarea maxLength={2000} value={comment} ref={(box) => box?.focus()} onInput={(event) => setComment(event.currentTarget.value)} />
      </label>
      <div class="actions">
        <button type="submit" class="button danger">Reject</button>
        <button type="button" class="button" onClick={leave}>Back</button>
      </div>
    </form>
  )
}

/** Approve, modify, reject. Approving waits for every tick, and only asks the terminal for a code: nothing runs by this press. */
export function Actions({ paper, summary }: { readonly paper: Read, readonly summary: PlanSummary }): JSX.Element {
  const [commands, dispatch] = [useCommands(), useDispatch()]
  const { document } = paper
  const id = document.id
  const ticked = useSelected(({ acknowledged }) => acknowledged[id])
  const missing = document.rollback.irreversible.filter((change) => !ticked?.includes(change.id))
  const failure = useSelected(({ failures }) => failures[id])
  const docked = useSelected(({ countersigning }) => countersigning?.plan === id)
  const rejecting = useSelected((state) => state.rejecting === id)
  const offline = useSelected(({ connection }) => connection.kind !== 'online')
  const press = (): void => {
    if (offline) return
    if (missing.length > 0) return [...globalThis.document.querySelectorAll<HTMLInputElement>(`[data-ack="${id}"]`)].find((box) => !box.checked)?.focus()
    commands.press(id)
  }
  if (docked) return <footer><p class="muted">Compare the mark <span class="chip mark-chip">{paper.chip}</span> with your terminal’s, and type the code below.</p></footer>
  if (rejecting) return <footer><RejectForm plan={id} />{failure && <Notice failure={failure} />}</footer>
  return (
    <footer>
      {failure && <Notice failure={failure} />}
      <div class={failure ? 'actions decide after' : 'actions decide'}>
        <button type="button" class="button primary" aria-disabled={missing.length > 0 || offline} onClick={press}>Approve &amp; Execute</button>
        <button type="button" class="button" onClick={() => commands.modify(id)}>Modify Plan</button>
        <button type="button" class="button" onClick={() => dispatch({ type: 'rejecting', plan: id })}>Reject</button>
      </div>
      <p class="muted after">
        {missing.length > 0
          ? `First tick what can’t be undone (${counted(missing.length, 'tick')} to go).`
          : <>Approving shows a code in your terminal, beside <span class="chip mark-chip">{paper.chip}</span>.</>}
      </p>
      {summary.state !== 'awaiting' && <p class="muted after">Being prepared.</p>}
    </footer>
  )
}
