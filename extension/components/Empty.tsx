import type { JSX } from 'preact'
import type { Mode, Subject } from '../../shared/plan.ts'
import type { Status } from '../../shared/wire.ts'
import { providerName, suggestionsFor } from '../consoles/index.ts'
import { Suggestions } from './Parts.tsx'
import type { Page } from '../store/index.ts'
import { usePanel } from './panel-context.ts'
import { modeSentence } from './mode.ts'
import { shown } from './words.ts'

function place(subject: Subject): string {
  const { account, region, service } = subject
  return [providerName(subject.provider), account, region, service].filter((part) => part !== undefined).map((part) => shown(part)).join(' · ')
}

/** Whose console the page belongs to where it shows no one thing. The sandbox's lives wherever the daemon says that its targets do. */
function overviewOf(page: Page, status: Status | null): Subject['provider'] | undefined {
  if (page.kind !== 'unsupported') return undefined
  const ofSandbox = status?.targets.some(({ sandbox, place }) => sandbox && place.split(' · ').includes(page.host)) === true
  return ofSandbox ? 'sandbox' : page.provider
}

/** The start of a conversation: what the person is looking at, and three things that fit it. */
export function Empty(): JSX.Element {
  const { state, commands } = usePanel()
  const { page, status } = state
  const subject = page.kind === 'subject' && !page.removed ? page.subject : undefined
  const overview = overviewOf(page, status)
  const modes: readonly Mode[] = (status?.targets ?? []).map(({ mode }) => mode)
  return (
    <div class="screen left">
      {subject
        ? <h2>You are looking at<br />{shown(subject.kind)} <span class="brand-ink">{shown(subject.id)}</span></h2>
        : overview !== undefined
          ? <h2>You are looking at<br /><span class="brand-ink">{providerName(overview)}</span></h2>
          : <h2>Ask about what runs,<br />or say what should change</h2>}
      <p class="muted">
        {subject ? `${place(subject)}. ` : ''}{modeSentence(modes)}
      </p>
      <Suggestions items={suggestionsFor(subject, overview)} />
      {page.kind === 'unsupported' && (
        <p class="muted">
          {overview === undefined
            ? `The page beside this (${shown(page.host)}) is of no console that I know. Everything else works as usual.`
            : 'Open one resource there, and I can explain it, or change it, by “this”.'}
        </p>
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
