import type { JSX } from 'preact'
import { Mode } from '../../shared/plan.ts'
import type { TargetStatus } from '../../shared/wire.ts'
import { Notice } from './Notice.tsx'
import { Tag } from './Tag.tsx'
import { usePanel } from './panel-context.ts'
import { modeLook, shown } from './words.ts'
import type { z } from 'zod'

type Target = z.infer<typeof TargetStatus>

const modeMeaning: Readonly<Record<Mode, string>> = {
  'read-only': 'Look, explain and simulate. Nothing can be approved here.',
  dev: 'Changes need a countersignature.',
  production: 'Changes need a countersignature, a fresh preview and every tick; no unknowns on what is protected.',
}

function TargetRow({ target }: { readonly target: Target }): JSX.Element {
  const { state, commands } = usePanel()
  const failure = state.failures[target.id]
  const look = modeLook[target.mode]
  return (
    <li class="record">
      <h2>{shown(target.title)}</h2>
      {target.sandbox ? <Tag>sandbox</Tag> : <Tag tone={look.tone} icon={look.icon}>{target.service}</Tag>}
      <p class="muted">{shown(target.place)} · {shown(target.engine)}</p>
      {target.problem !== undefined && <div class="after"><Notice failure={{ code: 'target-problem', message: target.problem, hint: '' }} tone="caution" /></div>}
      <div class="after">
        <div class="segments" role="radiogroup" aria-label={`Mode of ${shown(target.title)}`}>
          {Mode.options.map((mode) => (
            <label key={mode}>
              <input type="radio" name={`mode ${target.id}`} value={mode} checked={mode === target.mode}
                onChange={(event) => { event.currentTarget.checked = mode === target.mode; commands.setMode(target.id, mode) }} />
              {modeLook[mode].word}
            </label>
          ))}
        </div>
      </div>
      <p class="muted">{modeMeaning[target.mode]}</p>
      {failure && <div class="after"><Notice failure={failure} /></div>}
    </li>
  )
}

/** What may change. Allowing less is done at once; allowing more is a change like any other, to be countersigned. */
export function Targets(): JSX.Element {
  const { state } = usePanel()
  const targets = state.status?.targets ?? []
  return (
    <>
      {targets.length === 0
        ? <p class="muted">The daemon knows no target yet. Its README says how to add a Pulumi project in one line.</p>
        : <ul class="records">{targets.map((target) => <TargetRow key={target.id} target={target} />)}</ul>}
      <p class="muted">Allowing less takes effect at once. Allowing more makes a plan for you to countersign.</p>
    </>
  )
}
