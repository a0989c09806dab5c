import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Countersigning } from '../store/index.ts'
import { CodeBoxes } from './CodeBoxes.tsx'
import { Command } from './Command.tsx'
import { Icon } from './Icon.tsx'
import { Notice } from './Notice.tsx'
import { spokenCountdown, useCountdown } from './countdown.ts'
import { usePanel } from './panel-context.ts'
import { clock } from './time.ts'
import { counted, shown } from './words.ts'

/** Where the composer was: the mark to compare with the terminal, and the code that only the terminal shows. */
export function Dock({ dock }: { readonly dock: Countersigning }): JSX.Element {
  const { state, commands, dispatch } = usePanel()
  const approve = useRef<HTMLButtonElement>(null)
  const left = useCountdown(dock.expiresAt)
  const paper = state.papers[dock.plan]
  const ticked = new Set(state.acknowledged[dock.plan] ?? [])
  const wanting = paper?.kind === 'read' ? paper.document.rollback.irreversible.filter(({ id }) => !ticked.has(id)).length : 1
  const over = dock.stage === 'over' || (dock.expiresAt !== undefined && left <= 0 && dock.stage === 'open')
  const ready = dock.stage === 'open' && !over && dock.code.length === 6 && wanting === 0 && state.connection.kind === 'online'
  // The sixth digit hands over to the button: Enter countersigns, and a slip can still be mended before a try is spent.
  useEffect(() => { if (ready) approve.current?.focus() }, [dock.code.length === 6])

  // Wherever the focus stands: while a code is asked for, Escape always means to turn away.
  useEffect(() => {
    const keyDown = (event: KeyboardEvent): void => { if (event.key === 'Escape') commands.cancel() }
    document.addEventListener('keydown', keyDown)
    return () => document.removeEventListener('keydown', keyDown)
  }, [])
  const submit = (): void => { if (ready) commands.approve() }
  return (
    <section class="dock" aria-label="Countersign" data-dock={dock.plan}>
      <div>
        <div class="row">
          <h2>Countersign</h2>
          <span class="chip mark-chip" aria-label={`Mark ${[...dock.chip].join(' ')}`}>{dock.chip}</span>
        </div>
        {dock.failure && <Notice failure={dock.failure} tone={over ? 'caution' : 'danger'} />}
        {over
          ? (
              <>
                {!dock.failure && <p class="muted" role="alert">The code has expired. Nothing was changed.</p>}
                <div class="actions">
                  <button type="button" class="button primary" ref={(button) => button?.focus()} onClick={() => commands.press(dock.plan)}>Show a new code</button>
                  <button type="button" class="button" onClick={commands.cancel}>Back</button>
                </div>
              </>
            )
          : dock.stage === 'pressing'
            ? <p class="progress" role="status"><Icon name="turning" class="turning" />Asking the terminal for a code…</p>
            : (
                <>
                  {dock.terminal === 'watch' && (
                    <>
                      <p class="muted">No terminal shows it yet. Open one and run:</p>
                      <Command text="npx countersign watch" />
                    </>
                  )}
                  {dock.terminal !== 'watch' && <p class="muted">Same mark in your terminal? Type the code beside it.</p>}
                  <CodeBoxes kind="approval" legend={`Approval code for ${shown(dock.title)}`} value={dock.code} invalid={dock.failure !== undefined}
                    disabled={dock.stage === 'checking'} focusOn={`${dock.challenge} ${dock.tries}`} onSubmit={submit}
                    onChange={(code) => dispatch({ type: 'code', code })} />
                  <div class="row">
                    <span class="muted">{counted(dock.tries ?? 0, 'try', 'tries')} left</span>
                    <span class="muted" aria-hidden="true">{clock(left)}</span>
                    <span class="hidden" role="status">{spokenCountdown(left)}</span>
                  </div>
                  <div class="actions decide">
                    <button type="button" ref={approve} class="button primary" aria-disabled={!ready} onClick={submit}>
                      {dock.stage === 'checking' ? 'Checking…' : <>Approve &amp; Execute</>}
                    </button>
                    <button type="button" class="button" onClick={() => commands.modify(dock.plan)}>Modify Plan</button>
                    <button type="button" class="button" onClick={() => commands.turnToReject(dock.plan)}>Reject</button>
                  </div>
                </>
              )}
      </div>
    </section>
  )
}
