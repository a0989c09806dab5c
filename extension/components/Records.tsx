import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { RecordTab } from '../store/index.ts'
import { Audit } from './Audit.tsx'
import { Devices } from './Devices.tsx'
import { Icon } from './Icon.tsx'
import { Notice } from './Notice.tsx'
import { PlansList, RunsList } from './PlansAndRuns.tsx'
import { Targets } from './Targets.tsx'
import { You } from './You.tsx'
import { usePanel } from './panel-context.ts'

const tabs: readonly (readonly [RecordTab, string, () => JSX.Element])[] = [
  ['plans', 'Plans', PlansList], ['runs', 'Runs', RunsList], ['audit', 'Audit', Audit], ['devices', 'Devices', Devices], ['targets', 'Targets', Targets], ['you', 'You', You],
]

/** The quiet second page: what was planned, what ran, what is on the record, who may ask, and what may change. */
export function Records({ tab }: { readonly tab: RecordTab }): JSX.Element {
  const { state, commands } = usePanel()
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => row.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus(), [])
  useEffect(() => commands.readRecords(tab), [tab])
  const step = (by: number): void => {
    const next = tabs[(tabs.findIndex(([name]) => name === tab) + by + tabs.length) % tabs.length]
    if (!next) return
    commands.show({ name: 'records', tab: next[0] })
    row.current?.querySelector<HTMLElement>(`#tab-${next[0]}`)?.focus()
  }
  const List = tabs.find(([name]) => name === tab)?.[2] ?? PlansList
  const { failure, loading } = state.records
  return (
    <main class="stack">
      <div class="tabs" role="tablist" aria-label="Records" ref={row}
        onKeyDown={(event) => { if (event.key === 'ArrowRight') step(1); else if (event.key === 'ArrowLeft') step(-1) }}>
        {tabs.map(([name, word]) => (
          <button key={name} id={`tab-${name}`} type="button" role="tab" aria-selected={name === tab} aria-controls="records" tabIndex={name === tab ? 0 : -1}
            onClick={() => commands.show({ name: 'records', tab: name })}>{word}
          </button>
        ))}
      </div>
      <div class="scroll" id="records" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}
        onKeyDown={(event) => { if (event.key === 'Escape') commands.show({ name: 'chat' }) }}>
        <div class="column">
          {failure && <Notice failure={failure} />}
          <List />
          {loading && <p class="progress" role="status"><Icon name="turning" class="turning" />Reading…</p>}
        </div>
      </div>
    </main>
  )
}
