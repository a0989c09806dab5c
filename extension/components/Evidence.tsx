import type { JSX } from 'preact'
import type { Attachment, PlanDocument } from '../../shared/plan.ts'
import { Icon } from './Icon.tsx'
import { Notice } from './Notice.tsx'
import { useCommands, useSelected } from './panel-context.ts'
import { counted, grouped, fidelityLook, fidelitySentence, shown, shownLines } from './words.ts'

/** A diff, its lines marked by their own first character and only then by colour. */
function Raw({ text, diff }: { readonly text: string, readonly diff: boolean }): JSX.Element {
  const lines = shownLines(text)
  if (!diff) return <pre class="raw" tabIndex={0}>{lines}</pre>
  const tone = (line: string): string => (line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : '')
  return <pre class="raw" tabIndex={0}>{lines.split('\n').map((line, at) => <span key={at} class={tone(line)}>{line}{'\n'}</span>)}</pre>
}

function AttachmentView({ plan, attachment }: { readonly plan: string, readonly attachment: Attachment }): JSX.Element {
  const commands = useCommands()
  const expanded = useSelected((state) => state.expanded[attachment.sha256])
  return (
    <details onToggle={(event) => { if (event.currentTarget.open && expanded === undefined) commands.expand(plan, attachment.sha256) }}>
      <summary><Icon name="right" />{shown(attachment.title)} <span class="quiet-ink">{grouped(attachment.bytes)} bytes</span></summary>
      {expanded?.kind === 'loading' && <p class="muted" role="status">Fetching, and checking its digest…</p>}
      {expanded?.kind === 'refused' && <Notice failure={expanded.failure} />}
      {expanded?.kind === 'read' && <Raw text={expanded.text} diff={attachment.mediaType === 'text/x-diff'} />}
    </details>
  )
}

/** Everything behind the card: how it was found out, raw output, policy, and what the approval will be bound to. */
export function Evidence({ document, digest }: { readonly document: PlanDocument, readonly digest: string }): JSX.Element {
  const { attachments, policy, bindings, simulation } = document
  const warned = policy.filter(({ outcome }) => outcome !== 'passed').length
  const passed = policy.length - warned
  const policyWord = policy.length === 0 ? 'no policy set' : warned > 0 ? `policy: ${warned} of ${policy.length} warn` : `policy: ${passed} passed`
  return (
    <details>
      <summary><Icon name="right" />Simulation, raw output, {policyWord}</summary>
      <div class="inside">
        <ul class="facts">
          {[...new Set(simulation.steps.map(({ fidelity }) => fidelity))].map((fidelity) => (
            <li key={fidelity}>
              <Icon name={fidelityLook[fidelity].icon} class={`${fidelityLook[fidelity].tone}-ink`} />
              <span><b>{fidelityLook[fidelity].word}</b>: {fidelitySentence[fidelity]}</span>
            </li>
          ))}
          {policy.map(({ rule, outcome, text }) => (
            <li key={rule}>
              <Icon name={outcome === 'passed' ? 'check' : outcome === 'warned' ? 'warning' : 'stop'}
                class={outcome === 'passed' ? 'safe-ink' : outcome === 'warned' ? 'caution-ink' : 'danger-ink'} />
              <span><b>{shown(rule)}</b> {outcome}{text === '' ? '' : `: ${shown(text)}`}</span>
            </li>
          ))}
          {simulation.duration.samples > 0
            ? <li><Icon name="clock" class="quiet-ink" /><span>Duration from {counted(simulation.duration.samples, 'earlier run')}.</span></li>
            : <li><Icon name="clock" class="quiet-ink" /><span>No earlier run to tell the duration from: it is a guess.</span></li>}
        </ul>
        {attachments.map((attachment) => <AttachmentView key={attachment.sha256} plan={document.id} attachment={attachment} />)}
        {bindings.map((binding) => (
          <details key={binding.target}>
            <summary><Icon name="right" />Bound to {shown(binding.target)}, as it is now</summary>
            <dl class="pairs">
              {Object.entries(binding.identity).map(([name, value]) => [<dt key={name}>{shown(name)}</dt>, <dd key={`${name} =`}>{shown(value)}</dd>])}
              {Object.entries(binding.digests).map(([name, value]) => [<dt key={name}>{shown(name)}</dt>, <dd key={`${name} =`}>{value}</dd>])}
            </dl>
          </details>
        ))}
        <dl class="pairs"><dt>plan</dt><dd>{document.id}</dd><dt>digest D</dt><dd>{digest}</dd></dl>
      </div>
    </details>
  )
}
