import type { JSX } from 'preact'
import type { PlanSummary } from '../../shared/wire.ts'
import type { Paper } from '../store/index.ts'
import { Prose } from './Prose.tsx'
import { LookTag, Tag } from './Tag.tsx'
import { useCommands } from './panel-context.ts'
import { planLook, shown, targetWord } from './words.ts'

const sentence: Readonly<Record<string, string>> = {
  rejected: 'You rejected it. Nothing was changed.',
  expired: 'Nobody approved it in time. Nothing was changed.',
  superseded: 'Another plan took its place. Nothing was changed by this one.',
}

/** The way on: to the plan that took this one's place, or to asking for the same again. */
function Next({ summary, read }: { readonly summary: PlanSummary, readonly read: boolean }): JSX.Element | null {
  const { id, supersededBy } = summary
  const commands = useCommands()
  if (supersededBy !== undefined) {
    return <button type="button" class="button" onClick={() => commands.open(supersededBy)}>See {supersededBy}</button>
  }
  return read ? <button type="button" class="button" onClick={() => commands.askAgain(id)}>Ask again</button> : null
}

interface ClosedPlanProps {
  readonly summary: PlanSummary
  readonly paper: Paper | undefined
  /** The world outran it: its successor is shown below. */
  readonly moved: boolean
}

/** A plan that will not run: one line of how it ended, and the way to ask again. */
export function ClosedPlan({ summary, paper, moved }: ClosedPlanProps): JSX.Element {
  const title = paper?.kind === 'read' ? paper.document.title : summary.title
  return (
    <article class="card" aria-label={`Plan: ${shown(title)}, ${planLook[summary.state].word}`} data-plan={summary.id}>
      <header>
        <div class="title"><h2>{shown(title)}</h2><LookTag look={planLook[summary.state]} /></div>
        <p class="meta">{summary.id} · {targetWord(summary.target)}</p>
      </header>
      <section class="row">
        <p class="muted">
          {moved && 'The world moved after you looked; nothing was changed. '}
          <Prose text={summary.why !== undefined && summary.why !== '' ? summary.why : sentence[summary.state] ?? ''} />
        </p>
        {moved ? <Tag tone="brand" icon="replace">new plan below</Tag> : <Next summary={summary} read={paper?.kind === 'read'} />}
      </section>
    </article>
  )
}
