import type { JSX } from 'preact'
import type { Mode, Subject } from '../../shared/plan.ts'
import { providerName, suggestionsFor } from '../consoles/index.ts'
import { Suggestions } from './Parts.tsx'
import { usePanel } from './panel-context.ts'
import { modeSentence } from './mode.ts'
import { shown } from './words.ts'

function place(subject: Subject): string {
  const { account, region, service } = subject
  return [providerName(subject.provider), account, region, service].filter((part) => part !== undefined).map((part) => shown(part)).join(' · ')
}

/** The start of a conversation: what the person is looking at, and three things that fit it. */
export function Empty(): JSX.Element {
  const { state, commands } = usePanel()
  const { page, status } = state
  const subject = page.kind === 'subject' && !page.removed ? page.subject : undefined
  const modes: readonly Mode[] = (status?.targets ?? []).map(({ mode }) => mode)
  return (
    <div class="screen left">
      {subject
        ? <h2>You are looking at<br />{shown(subject.kind)} <span class="brand-ink">{shown(subject.id)}</span></h2>
        : <h2>Ask about what runs,<br />or say what should change</h2>}
      <p class="muted">
        {subject ? `${place(subject)}. ` : ''}{modeSentence(modes)}
      </p>
      <Suggestions items={suggestionsFor(subject)} />
      {page.kind === 'unsupported' && (
        <p class="muted">{shown(page.host)} is not a console that I can read an address of. Everything else works as usual.</p>
      )}
      {page.kind === 'unreadable' && (
        <p class="muted">
          I don’t see which page is open. Press the toolbar button on a console’s page to show it to me once, or{' '}
          <button type="button" class="plain" onClick={commands.followPages}>let me follow the address</button> of the page you look at.
        </p>
      )}
    </div>
  )
}
