import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { AuditEntry } from '../../shared/wire.ts'
import type { Proof } from '../store/index.ts'
import { Icon } from './Icon.tsx'
import { LookTag } from './Tag.tsx'
import { usePanel } from './panel-context.ts'
import { moment } from './time.ts'
import { counted, grouped, shown, shownLines, type Look } from './words.ts'

const proofLook: Readonly<Record<Proof, Look>> = {
  checking: { word: 'checking', icon: 'clock', tone: 'neutral' },
  proven: { word: 'verified', icon: 'check', tone: 'safe' },
  unproven: { word: 'not proven', icon: 'stop', tone: 'danger' },
}

/** `approval.granted` as words: "Approval granted". */
function kindSentence(kind: string): string {
  const words = shown(kind).replace(/[.-]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function Entry({ entry, focused }: { readonly entry: AuditEntry, readonly focused: boolean }): JSX.Element {
  const { state, commands } = usePanel()
  const row = useRef<HTMLLIElement>(null)
  const proof = state.records.proofs[entry.sequence]
  useEffect(() => { if (focused) row.current?.scrollIntoView({ block: 'center' }) }, [focused])
  useEffect(() => { if (proof === undefined) commands.prove(entry.sequence) }, [entry.sequence])
  const { plan, run } = entry
  return (
    <li class={focused ? 'record focus' : 'record'} ref={row} data-entry={entry.sequence}>
      <h2>{kindSentence(entry.kind)}</h2>
      <LookTag look={proofLook[proof ?? 'checking']} />
      <p class="muted">Record {grouped(entry.sequence)} · {shown(entry.actor.person)}, {moment(entry.at)} · via {shown(entry.actor.via)}</p>
      <details class="muted">
        <summary><Icon name="right" />What it says</summary>
        <pre class="raw" tabIndex={0}>{shownLines(JSON.stringify(entry.fields ?? {}, null, 2))}</pre>
        <dl class="pairs after">
          {entry.digest !== undefined && <><dt>digest</dt><dd>{shown(entry.digest)}</dd></>}
          <dt>leaf</dt><dd>{entry.leaf}</dd>
        </dl>
        {(plan !== undefined || run !== undefined) && (
          <div class="after actions">
            {plan !== undefined && <button type="button" class="plain" onClick={() => commands.open(plan)}>{shown(plan)}</button>}
            {run !== undefined && <button type="button" class="plain" onClick={() => commands.open(run)}>{shown(run)}</button>}
          </div>
        )}
      </details>
    </li>
  )
}

/** The record, newest first, each entry with a proof that this browser checked against the checkpoint it keeps itself. */
export function Audit(): JSX.Element {
  const { state, commands } = usePanel()
  const { entries, auditSize, proofs } = state.records
  const focus = state.view.name === 'records' ? state.view.focus : undefined
  const unproven = Object.values(proofs).filter((proof) => proof === 'unproven').length
  const oldest = entries.at(-1)
  return (
    <>
      <div class="summary" role="status">
        <Icon name={unproven > 0 ? 'stop' : 'shield'} class={unproven > 0 ? 'danger-ink' : 'safe-ink'} />
        <b>{unproven > 0 ? `${counted(unproven, 'entry', 'entries')} can’t be proven` : `${counted(auditSize, 'entry', 'entries')}, nothing removed or changed`}</b>
        <p class="muted">This browser keeps the last checkpoint it saw and checks that the record only grew since.</p>
      </div>
      <ul class="records">
        {entries.map((entry) => <Entry key={entry.sequence} entry={entry} focused={focus === `entry-${entry.sequence}`} />)}
      </ul>
      {oldest !== undefined && oldest.sequence > 0 && <button type="button" class="button" onClick={() => commands.readOlderEntries(oldest.sequence)}>Show older entries</button>}
    </>
  )
}
