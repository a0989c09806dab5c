import type { JSX } from 'preact'
import type { PlanSummary } from '../../shared/wire.ts'
import type { Paper } from '../store/index.ts'
import { LookTag } from './Tag.tsx'
import { usePanel } from './panel-context.ts'
import { planLook, shown } from './words.ts'

const sentence: Readonly<Record<string, string>> = {
  rejected: 'You rejected it. Nothing was changed.',
  expired: 'Nobody approved it in time. Nothing was changed.',
  superseded: 'Another plan took its place. Nothing was changed by this one.',
}

/** A plan that will not run: one line of how it ended, and the way to ask again. */
export function ClosedPlan({ summary, paper }: { readonly summary: PlanSummary, readonly paper: Paper | undefined }): JSX.Element {
  const { commands } = usePanel()
  const { supersededBy } = summary
  const title = paper?.kind === 'read' ? paper.document.title : summary.title
  return (
    <article class="card" aria-label={`Plan: ${shown(title)}, ${planLook[summary.state].word}`} data-plan={summary.id}>
      <header>
        <div class="title"><h2>{shown(title)}</h2><LookTag look={planLook[summary.state]} /></div>
        <p class="meta">{summary.id} · {shown(summary.target)}</p>
      </header>
      <section class="row">
        <p class="muted">{summary.why !== undefined && summary.why !== '' ? shown(summary.why) : sentence[summary.state]}</p>
        {supersededBy !== undefined
          ? <button type="button" class="button" onClick={() => commands.open(supersededBy)}>See {supersededBy}</button>
          : paper?.kind === 'read' && <button type="button" class="button" onClick={() => commands.askAgain(summary.id)}>Ask again</button>}
      </section>
    </article>
  )
}
