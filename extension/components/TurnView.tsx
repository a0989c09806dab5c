import type { JSX } from 'preact'
import type { Filled, Turn } from '../../shared/wire.ts'
import { Icon } from './Icon.tsx'
import { Notice } from './Notice.tsx'
import { PartView } from './Parts.tsx'
import { PlanView } from './PlanView.tsx'
import { useCommands, useSelected } from './panel-context.ts'
import { moment } from './time.ts'
import { shown, shownLines, viaWord } from './words.ts'

/** Who said it, where that isn't obvious: another device, another person, a program. */
function speaker(turn: Turn, ownDevice: string | undefined, ownPerson: string | undefined): string | null {
  if (turn.device === ownDevice) return null
  return `${turn.person === ownPerson ? 'You' : shown(turn.person)}, in ${viaWord(turn.via)}, ${moment(turn.at)}`
}

function Working({ turn }: { readonly turn: Turn }): JSX.Element {
  return (
    <p class="progress" role="status"><Icon name="turning" class="turning" /><span>{turn.progress === undefined ? 'Reading…' : shown(turn.progress)}</span></p>
  )
}

/** What of a reading the words did not say: shown beside it, because that is where a reading goes wrong. */
function PutIn({ filled }: { readonly filled: readonly Filled[] }): JSX.Element {
  return (
    <ul class="put-in" aria-label="What your words did not say">
      {filled.map(({ said, meant, from }) => (
        <li key={`${said} ${meant}`}>
          <Icon name="pencil" />
          <span>{said === '' ? '' : <><q>{shown(said)}</q> as </>}<b>{shown(meant)}</b>: {shown(from)}</span>
        </li>
      ))}
    </ul>
  )
}

/** One exchange: what was said, how it was read, and what became of it. */
export function TurnView({ turn }: { readonly turn: Turn }): JSX.Element {
  const commands = useCommands()
  const device = useSelected(({ status }) => status?.device)
  const person = useSelected(({ status }) => status?.person)
  const own = turn.device === device
  const note = speaker(turn, device, person)
  const { error, plan, reading, filled = [] } = turn
  return (
    <article class="turn" aria-label={`${own ? 'You' : shown(turn.person)}: ${shown(turn.text)}`}>
      <p class="me" dir="auto">{own ? turn.text : shownLines(turn.text)}</p>
      {note !== null && <p class="me-note">{note}</p>}
      {reading !== undefined && plan === undefined && (
        <p class="reading">
          <span>I read this as: {shown(reading)}</span>
          <button type="button" class="plain" onClick={() => commands.editReading(turn)}>edit</button>
        </p>
      )}
      {filled.length > 0 && <PutIn filled={filled} />}
      <div class="answer" aria-live={turn.state === 'working' ? 'polite' : 'off'}>
        {turn.parts.map((part, at) => <PartView key={at} part={part} />)}
        {turn.state === 'working' && <Working turn={turn} />}
        {turn.state === 'stopped' && <p class="source">Stopped. Nothing was changed by this message.</p>}
      </div>
      {error !== undefined && <Notice failure={error} />}
      {plan !== undefined && <PlanView id={plan} />}
    </article>
  )
}
