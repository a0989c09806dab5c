import type { JSX } from 'preact'
import { asksFor } from '../consoles/index.ts'
import type { State } from '../store/index.ts'
import { useCommands, useSelected } from './panel-context.ts'
import { undecided } from './undecided.ts'
import { shown } from './words.ts'

/**
 * Questions are at hand while nothing else is: an empty conversation has its own, larger ones, and a plan that waits for a decision is not
 * to be talked past.
 */
function atHand({ connection, draft, turns, outbox, plans }: State): boolean {
  const last = turns.at(-1)
  if (last === undefined || last.state === 'working' || outbox.length > 0 || connection.kind !== 'online' || draft.text !== '') return false
  if (last.plan === undefined) return true
  const plan = plans[last.plan]
  return plan !== undefined && !undecided.has(plan.state)
}

/** What people ask most of what they look at, in one press each. */
export function Asks(): JSX.Element | null {
  const commands = useCommands()
  const page = useSelected((state) => state.page)
  if (!useSelected(atHand)) return null
  const subject = page.kind === 'subject' && !page.removed ? page.subject : undefined
  return (
    <div class="asks" role="group" aria-label="Questions in one press">
      {asksFor(subject).map((text) => <button key={text} type="button" onClick={() => commands.send(text)}>{shown(text)}</button>)}
    </div>
  )
}
