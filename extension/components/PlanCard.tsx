import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { PlanDocument } from '../../shared/plan.ts'
import type { PlanSummary } from '../../shared/wire.ts'
import type { Paper } from '../store/index.ts'
import { Actions } from './Actions.tsx'
import { Changes, Outputs } from './Changes.tsx'
import { Evidence } from './Evidence.tsx'
import { Icon } from './Icon.tsx'
import { IfItFails } from './IfItFails.tsx'
import { LookTag, Tag } from './Tag.tsx'
import { useCommands, useSelected } from './panel-context.ts'
import { duration } from './time.ts'
import { counted, fidelityLook, modeLook, operationLook, riskLook, shown, viaWord } from './words.ts'

type Read = Extract<Paper, { kind: 'read' }>

function Counts({ document }: { readonly document: PlanDocument }): JSX.Element {
  const { counts, duration: time } = document.simulation
  const kinds = [['delete', counts.delete], ['replace', counts.replace], ['update', counts.update], ['create', counts.create]] as const
  return (
    <div class="counts">
      {kinds.filter(([, count]) => count > 0).map(([operation, count]) => {
        const look = operationLook[operation]
        return <Tag key={operation} tone={look.tone} icon={look.icon}>{counted(count, operation)}</Tag>
      })}
      {counts.other > 0 && <Tag>{counts.other} other</Tag>}
      {counts.same > 0 && <Tag>{counts.same} unchanged</Tag>}
      <Tag icon="clock">≈ {duration(time.p50)}, at most {duration(time.p90)}</Tag>
    </div>
  )
}

/** The plan's steps, each with what it would do and how surely that is known. */
function Steps({ document }: { readonly document: PlanDocument }): JSX.Element {
  return (
    <>
      {document.simulation.steps.map((step) => (
        <div key={step.step}>
          <p class="stepline"><span>{shown(step.summary)}</span><LookTag look={fidelityLook[step.fidelity]} /></p>
          <Changes changes={step.changes} />
          {step.outputs !== undefined && <Outputs outputs={step.outputs} />}
        </div>
      ))}
    </>
  )
}

function Facts({ title, icon, tone, facts }: { readonly title: string, readonly icon: 'question' | 'warning' | 'right', readonly tone: string, readonly facts: readonly string[] }): JSX.Element | null {
  if (facts.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <ul class="facts">{facts.map((fact) => <li key={fact}><Icon name={icon} class={`${tone}-ink`} /><span>{shown(fact)}</span></li>)}</ul>
    </section>
  )
}

/** The approval card. Everything on it comes from `paper`, whose digest was recomputed here; `summary` only says which state it is in. */
export function PlanCard({ paper, summary }: { readonly paper: Read, readonly summary: PlanSummary }): JSX.Element {
  const commands = useCommands()
  const card = useRef<HTMLElement>(null)
  const { document } = paper
  const { risk, unknowns, recommendations } = document.simulation
  // A card that arrives is what the person has to look at next. One that was there when the panel opened leaves the focus alone.
  const fresh = Date.now() - Date.parse(document.createdAt) < 60_000
  useEffect(() => { if (fresh && summary.state === 'awaiting') card.current?.focus({ preventScroll: true }) }, [])
  const turn = useSelected(({ turns }) => turns.find(({ plan }) => plan === document.id))
  const elsewhere = useSelected(({ status }) => document.asked.device !== status?.device)
  const refused = document.policy.filter(({ outcome }) => outcome !== 'passed').map(({ rule, text }) => `${rule}: ${text}`)
  return (
    <article class="card" ref={card} tabIndex={-1} aria-label={`Plan to approve: ${shown(document.title)}`} data-plan={document.id}>
      <header>
        <div class="title"><h2>{shown(document.title)}</h2><LookTag look={riskLook[risk.level]} /></div>
        {document.targets.map((target) => (
          <p key={target.id} class="place">{shown(target.place)}{target.mode === 'production' && <> · <b>{modeLook[target.mode].word}</b></>}</p>
        ))}
        <Counts document={document} />
      </header>
      <section>
        <dl class="asked">
          <dt>Asked</dt>
          <dd>“{shown(document.asked.words)}”{elsewhere && <span class="muted"> by {shown(document.asked.person)}, in {viaWord(document.asked.via)}</span>}</dd>
          <dt>Read as</dt>
          <dd>{shown(document.asked.reading)} {turn && <button type="button" class="plain more" onClick={() => commands.editReading(turn)}>edit</button>}</dd>
        </dl>
      </section>
      <section><h3>What will happen</h3><Steps document={document} /></section>
      <Facts title="Known only after the run" icon="question" tone="caution" facts={unknowns} />
      <Facts title={`Why ${riskLook[risk.level].word.toLowerCase()}`} icon="warning" tone="caution" facts={risk.factors.map(({ text }) => text)} />
      <Facts title="Policy" icon="warning" tone="caution" facts={refused} />
      <Facts title="Worth knowing" icon="right" tone="quiet" facts={recommendations} />
      <section><Evidence document={document} digest={paper.digest} /></section>
      <IfItFails document={document} />
      <Actions paper={paper} summary={summary} />
    </article>
  )
}
