import type { JSX } from 'preact'
import type { Failure } from '../store/index.ts'
import { Icon } from './Icon.tsx'
import { shown } from './words.ts'

/** What went wrong: what happened and what was not changed, then what to do. Spoken as soon as it appears. */
export function Notice({ failure, tone = 'danger' }: { readonly failure: Failure, readonly tone?: 'danger' | 'caution' }): JSX.Element {
  return (
    <div class={`notice ${tone}`} role="alert">
      <Icon name="warning" />
      <p>{shown(failure.message)}</p>
      {failure.hint !== '' && <p class="hint">{shown(failure.hint)}</p>}
    </div>
  )
}
