import type { JSX } from 'preact'
import type { State } from '../store/index.ts'
import { Icon, Mark, type IconName } from './Icon.tsx'
import { usePanel } from './panel-context.ts'
import { shown } from './words.ts'

/** The part of a title by which people tell targets apart in passing: the stack of `shop/dev`. */
const stackWord = (title: string): string => shown(title.split('/').at(-1) ?? title)

interface Standing { readonly word: string, readonly icon: IconName, readonly ink: string }

/** The short line at the top: whether the daemon answers, and what it lets change. */
function standing({ connection, status }: State): Standing {
  switch (connection.kind) {
    case 'starting': return { word: 'connecting', icon: 'clock', ink: 'quiet-ink' }
    case 'unpaired': return { word: 'not paired', icon: 'circle', ink: 'quiet-ink' }
    case 'down': return { word: 'no daemon', icon: 'plug', ink: 'caution-ink' }
    case 'blocked': return { word: 'blocked', icon: 'stop', ink: 'caution-ink' }
    case 'stranger': case 'went-back': return { word: 'stopped', icon: 'stop', ink: 'danger-ink' }
    case 'mismatch': return { word: 'other version', icon: 'warning', ink: 'caution-ink' }
    case 'resuming': return { word: 'reconnecting', icon: 'clock', ink: 'caution-ink' }
    case 'online': break
  }
  if (status?.approving === 'closed') return { word: 'approving is closed', icon: 'lock', ink: 'caution-ink' }
  const open = (status?.targets ?? []).filter(({ mode }) => mode !== 'read-only')
  const only = open[0]
  if (only === undefined) return { word: 'read-only', icon: 'lock', ink: 'quiet-ink' }
  return { word: open.length === 1 ? `${stackWord(only.title)} may change` : `${open.length} targets may change`, icon: 'dot', ink: 'safe-ink' }
}

export function Bar(): JSX.Element {
  const { state, commands } = usePanel()
  const { word, icon, ink } = standing(state)
  const records = state.view.name === 'records'
  const known = state.connection.kind === 'online' || state.connection.kind === 'resuming'
  return (
    <header class="bar">
      {records
        ? (
            <button type="button" class="icon-button" aria-label="Back to the conversation" title="Back to the conversation"
              onClick={() => commands.show({ name: 'chat' })}><Icon name="back" />
            </button>
          )
        : <Mark />}
      <h1>{records ? 'Records' : 'Countersign'}</h1>
      <span class="standing"><Icon name={icon} class={ink} /><span>{word}</span></span>
      {known && !records && (
        <button type="button" class="icon-button" aria-label="Records: plans, runs, audit, devices, targets" title="Plans, runs, audit, devices, targets"
          onClick={() => commands.show({ name: 'records', tab: 'plans' })}><Icon name="records" />
        </button>
      )}
    </header>
  )
}
