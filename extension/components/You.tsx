import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Preferences, type Learned } from '../../shared/wire.ts'
import { Notice } from './Notice.tsx'
import { usePanel } from './panel-context.ts'
import { moment } from './time.ts'
import { shown } from './words.ts'

const meaning: Readonly<Record<Preferences['reach'] | Preferences['role'], string>> = {
  literal: 'I ask about whatever your words don’t say themselves.',
  balanced: 'I take what they leave out from the page and the conversation, and say so.',
  thorough: 'I also take the nearest name, and what you usually mean, and say so.',
  owner: 'Suggestions and a model’s answers in plain words.',
  engineer: 'With the full names of settings and resources.',
  auditor: 'With what changed, and who changed it, first.',
}

interface Question { readonly name: keyof Preferences, readonly label: string, readonly options: readonly string[] }

function Choice({ name, label, options }: Question): JSX.Element {
  const { state, commands } = usePanel()
  const chosen = state.records.preferences?.[name]
  return (
    <li class="record">
      <h2>{label}</h2>
      <div class="after">
        <div class="segments" role="radiogroup" aria-label={label}>
          {options.map((option) => (
            <label key={option}>
              <input type="radio" name={`preference ${name}`} value={option} checked={option === chosen} disabled={chosen === undefined}
                onChange={() => commands.prefer({ [name]: option })} />
              {option}
            </label>
          ))}
        </div>
      </div>
      {chosen !== undefined && <p class="muted">{meaning[chosen]}</p>}
    </li>
  )
}

function Thing({ thing }: { readonly thing: Learned }): JSX.Element {
  const { state, commands } = usePanel()
  const [text, setText] = useState<string>()
  const { id, said, meant, source, correction, run, at } = thing
  const failure = state.failures[id]
  return (
    <li class="record">
      <h2 dir="auto">{shown(said)}</h2>
      <p class="muted">is <b>{shown(meant)}</b>{correction !== undefined && <>; you said: {shown(correction)}</>}</p>
      <p class="muted">{moment(at)} · {run === undefined ? shown(source) : <button type="button" class="plain" onClick={() => commands.open(run)}>{shown(source)}</button>}</p>
      {text === undefined
        ? (
            <div class="after">
              <button type="button" class="plain" onClick={() => setText(correction ?? meant)} aria-label={`Correct ${shown(said)}`}>Correct</button>
              <button type="button" class="plain" onClick={() => commands.forget(id)} aria-label={`Forget ${shown(said)}`}>Forget</button>
            </div>
          )
        : (
            <form class="after correct" onSubmit={(event) => { event.preventDefault(); if (text.trim() !== '') { commands.correct(id, text.trim()); setText(undefined) } }}
              onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); setText(undefined) } }}>
              <label class="field">{id.startsWith('name-') ? 'What it means' : 'What you meant'}
                <input value={text} maxLength={2000} ref={(box) => box?.focus()} onInput={(event) => setText(event.currentTarget.value)} />
              </label>
              <button type="submit" class="button">Keep</button>
              <button type="button" class="button" onClick={() => setText(undefined)}>Back</button>
            </form>
          )}
      {failure && <div class="after"><Notice failure={failure} /></div>}
    </li>
  )
}

/** How this person is read, and what was learned from them, to be corrected and forgotten. None of it makes an approval easier. */
export function You(): JSX.Element {
  const { state, commands } = usePanel()
  const [sure, setSure] = useState(false)
  const { things } = state.records
  const failure = state.failures['you']
  return (
    <>
      {failure && <Notice failure={failure} />}
      <ul class="records">
        <Choice name="reach" label="How far I read your words" options={Preferences.shape.reach.options} />
        <Choice name="role" label="What you are here" options={Preferences.shape.role.options} />
      </ul>
      <h2>What I learned</h2>
      {things.length === 0
        ? <p class="muted">Nothing yet. I remember each change that was asked for, how it ended, and what you call things.</p>
        : <ul class="records">{things.map((thing) => <Thing key={thing.id} thing={thing} />)}</ul>}
      {things.length > 0 && (
        <div class="after-list">
          {sure
            ? (
                <>
                  <button type="button" class="button danger" onClick={() => { commands.forget(); setSure(false) }}>Forget everything</button>
                  <button type="button" class="button" onClick={() => setSure(false)}>Keep it</button>
                </>
              )
            : <button type="button" class="plain" onClick={() => setSure(true)}>Forget everything…</button>}
        </div>
      )}
      <p class="muted">It warns and suggests; it never makes an approval easier. The audit stays as it is.</p>
    </>
  )
}
