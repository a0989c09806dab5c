import type { JSX } from 'preact'
import { chip } from '../../shared/chip.ts'
import { LookTag } from './Tag.tsx'
import { PlanView } from './PlanView.tsx'
import { RunCard } from './RunCard.tsx'
import { usePanel } from './panel-context.ts'
import { moment } from './time.ts'
import { planLook, runLook, shown, targetWord } from './words.ts'

export function PlansList(): JSX.Element {
  const { state, commands } = usePanel()
  const { plans, loading } = state.records
  const focus = state.view.name === 'records' ? state.view.focus : undefined
  if (focus !== undefined) {
    return (
      <>
        <button type="button" class="plain" onClick={() => commands.show({ name: 'records', tab: 'plans' })}>All plans</button>
        <PlanView id={focus} />
      </>
    )
  }
  if (plans.length === 0) return <p class="muted">{loading ? '' : 'No plan was made yet. Say in the conversation what should change.'}</p>
  return (
    <ul class="records">
      {plans.map((plan) => (
        <li key={plan.id} class="record">
          <h2><button type="button" class="plain" onClick={() => commands.open(plan.id)}>{shown(plan.title)}</button></h2>
          <LookTag look={planLook[(state.plans[plan.id] ?? plan).state]} />
          <p class="muted">{plan.id} · {targetWord(plan.target)} · {shown(plan.person)}, {moment(plan.createdAt)} · <span class="mono">{chip(plan.digest)}</span></p>
        </li>
      ))}
    </ul>
  )
}

export function RunsList(): JSX.Element {
  const { state, commands } = usePanel()
  const { runs, loading } = state.records
  const focus = state.view.name === 'records' ? state.view.focus : undefined
  const run = focus === undefined ? undefined : state.runs[focus]
  if (run !== undefined) {
    const paper = state.papers[run.plan]
    return (
      <>
        <button type="button" class="plain" onClick={() => commands.show({ name: 'records', tab: 'runs' })}>All runs</button>
        <RunCard run={run} paper={paper?.kind === 'read' ? paper : undefined} />
      </>
    )
  }
  if (runs.length === 0) return <p class="muted">{loading ? '' : 'Nothing ran yet.'}</p>
  return (
    <ul class="records">
      {runs.map((one) => (
        <li key={one.id} class="record">
          <h2><button type="button" class="plain" onClick={() => commands.open(one.id)}>{shown(one.title)}</button></h2>
          <LookTag look={runLook[(state.runs[one.id] ?? one).state]} />
          <p class="muted">{one.id} · {targetWord(one.target)} · {shown(one.person)}, {moment(one.startedAt)}</p>
        </li>
      ))}
    </ul>
  )
}
