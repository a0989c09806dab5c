import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { PlanSummary } from '../../shared/wire.ts'
import { ClosedPlan } from './ClosedPlan.tsx'
import { Icon } from './Icon.tsx'
import { Notice } from './Notice.tsx'
import { PlanCard } from './PlanCard.tsx'
import { RunCard } from './RunCard.tsx'
import { useCommands, useSelected } from './panel-context.ts'
import { undecided } from './undecided.ts'

const closed: ReadonlySet<PlanSummary['state']> = new Set(['rejected', 'expired', 'superseded'])

/** A plan where it was asked for: the card while it can be approved, then in the same place its run, or how else it ended. */
export function PlanView({ id }: { readonly id: string }): JSX.Element {
  const commands = useCommands()
  const summary = useSelected(({ plans }) => plans[id])
  const paper = useSelected(({ papers }) => papers[id])
  const runId = summary?.run
  const run = useSelected(({ runs }) => runId === undefined ? undefined : runs[runId])
  const next = summary?.supersededBy
  // A plan that the person modified has its successor where they said so. One that the world outran has it here, to be looked at anew.
  const here = useSelected(({ turns }) => next !== undefined && !turns.some(({ plan }) => plan === next))
  useEffect(() => { if (paper === undefined) commands.readPlan(id) }, [id, paper === undefined])
  useEffect(() => { if (runId !== undefined && run === undefined) commands.readRun(runId) }, [runId, run === undefined])

  if (paper?.kind === 'refused') return <Notice failure={paper.failure} />
  if (summary !== undefined && closed.has(summary.state)) {
    return <><ClosedPlan summary={summary} paper={paper} moved={here} />{here && next !== undefined && <PlanView id={next} />}</>
  }
  if (summary === undefined || paper === undefined || paper.kind === 'loading') {
    return <p class="progress" role="status"><Icon name="turning" class="turning" />Checking the plan’s digest…</p>
  }
  if (undecided.has(summary.state) && run === undefined) return <PlanCard paper={paper} summary={summary} />
  if (run === undefined) return <p class="progress" role="status"><Icon name="turning" class="turning" />Opening the run…</p>
  return <RunCard run={run} paper={paper} />
}
