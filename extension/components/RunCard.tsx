import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { timeOfDay } from '../../shared/time-of-day.ts'
import type { Run, RunStep } from '../../shared/wire.ts'
import type { Paper } from '../store/index.ts'
import { Icon } from './Icon.tsx'
import { Notice } from './Notice.tsx'
import { Prose } from './Prose.tsx'
import { RunGraph } from './RunGraph.tsx'
import { LookTag } from './Tag.tsx'
import { useCommands, useSelected } from './panel-context.ts'
import { duration, moment, secondsBetween } from './time.ts'
import { counted, grouped, kindWord, named, operationLook, runLook, shown, shownLines, stepLook, type Look } from './words.ts'

type Read = Extract<Paper, { kind: 'read' }>

const going: ReadonlySet<Run['state']> = new Set(['running', 'rolling-back'])
const hasWord = (operation: string): operation is keyof typeof operationLook => operation in operationLook

/** A run that succeeded says whether it went as the simulation said. */
function lookOf(run: Run): Look {
  const look = runLook[run.state]
  return run.state === 'succeeded' && run.asSimulated === true ? { ...look, word: 'done, as simulated' } : look
}

function StepRow({ step }: { readonly step: RunStep }): JSX.Element {
  const look = stepLook[step.state]
  const verb = hasWord(step.operation) ? operationLook[step.operation].word : shown(step.operation)
  const { startedAt, endedAt } = step
  const took = startedAt !== undefined && endedAt !== undefined ? duration(secondsBetween(startedAt, endedAt)) : look.word
  return (
    <li>
      <Icon name={look.icon} class={`${look.tone === 'neutral' ? 'quiet' : look.tone}-ink${step.state === 'running' ? ' turning' : ''}`} />
      <span class={step.state === 'waiting' ? 'quiet-ink' : undefined}>{verb} {kindWord(step.kind)} <b>{named(step.name)}</b></span>
      <span class="muted"><span class="hidden">{look.word} </span>{took}</span>
      {step.detail !== undefined && <code>{shown(step.detail)}</code>}
    </li>
  )
}

function Log({ run }: { readonly run: Run }): JSX.Element | null {
  if (run.log.length === 0) return null
  return (
    <section>
      <details>
        <summary><Icon name="right" />Log, {counted(run.log.length, 'line')}</summary>
        <pre class="raw log" tabIndex={0}>
          {run.log.map((line, at) => <span key={at}><time dateTime={line.at}>{timeOfDay(line.at)}</time> {shownLines(line.text)}{'\n'}</span>)}
        </pre>
      </details>
    </section>
  )
}

/** What a stop comes to: one of a rollback leaves the rest as it is. */
const stopWords = (state: Run['state']): string => state === 'rolling-back'
  ? 'It failed and is being taken back. Stop finishes this step, and takes nothing more back.'
  : 'Stop finishes this step, then asks what to undo.'

function Stop({ run }: { readonly run: Run }): JSX.Element {
  const commands = useCommands()
  const offline = useSelected(({ connection }) => connection.kind !== 'online')
  const [asked, setAsked] = useState(false)
  useEffect(() => setAsked(false), [run.state])
  return (
    <footer class="row">
      <span class="muted">{asked ? 'Stopping after the step at hand.' : stopWords(run.state)}</span>
      <button type="button" class="button" aria-disabled={asked || offline}
        onClick={() => { if (!asked) { setAsked(true); commands.stopRun(run.id) } }}>Stop
      </button>
    </footer>
  )
}

function Ended({ run }: { readonly run: Run }): JSX.Element {
  const commands = useCommands()
  const offline = useSelected(({ connection }) => connection.kind !== 'online')
  const { entry, undoneBy } = run
  return (
    <footer>
      {run.conclusion !== undefined && <p class="muted"><Prose text={run.conclusion} /></p>}
      <div class="actions after">
        {run.canUndo && undoneBy === undefined && (
          <button type="button" class="button" aria-disabled={offline} onClick={() => commands.undo(run.id)}><Icon name="undo" />Undo</button>
        )}
        {undoneBy !== undefined && <button type="button" class="button" onClick={() => commands.open(undoneBy)}>Undone by {undoneBy}</button>}
        {entry !== undefined && <button type="button" class="button" onClick={() => commands.open(`entry-${entry}`)}>Record {grouped(entry)}</button>}
      </div>
    </footer>
  )
}

/** The card after it was approved, in the same place: what is happening, what happened, and how to take it back. */
export function RunCard({ run, paper }: { readonly run: Run, readonly paper?: Read | undefined }): JSX.Element {
  const look = lookOf(run)
  const active = going.has(run.state)
  const forward = run.steps.filter(({ phase }) => phase === 'forward')
  const back = run.steps.filter(({ phase }) => phase === 'rollback')
  const done = run.steps.filter((step) => step.state === 'done' || step.state === 'failed' || step.state === 'skipped').length
  const failure = useSelected(({ failures }) => failures[run.id])
  const { startedAt, endedAt } = run
  const took = endedAt === undefined ? `since ${moment(startedAt)}` : `${duration(secondsBetween(startedAt, endedAt))} · ${moment(endedAt)}`
  return (
    <article class="card" aria-label={`${shown(run.title)}: ${look.word}`} data-run={run.id} data-state={run.state}>
      <header>
        <div class="title"><h2>{shown(run.title)}</h2><LookTag look={look} /></div>
        <p class="meta">{run.id} · {took} · approved by {shown(run.person)} {paper && <span class="chip mark-chip">{paper.chip}</span>}</p>
        {active && <progress max={Math.max(run.steps.length, 1)} value={done} aria-label={`${done} of ${run.steps.length} steps done`} />}
      </header>
      {paper && active && <RunGraph document={paper.document} steps={run.steps} />}
      {run.steps.length > 0 && (
        <section>
          <ul class="happened">{forward.map((step) => <StepRow key={step.id + step.operation} step={step} />)}</ul>
          {back.length > 0 && <><h3 class="after">Taken back</h3><ul class="happened">{back.map((step) => <StepRow key={step.id + step.operation} step={step} />)}</ul></>}
        </section>
      )}
      <Log run={run} />
      {failure && <section><Notice failure={failure} /></section>}
      {active ? <Stop run={run} /> : <Ended run={run} />}
      <p class="hidden" role="status">{shown(run.title)}: {look.word}{active ? `, ${done} of ${run.steps.length} done` : ''}</p>
    </article>
  )
}
