import type { JSX } from 'preact'
import type { Failure } from '../store/index.ts'
import { Icon } from './Icon.tsx'
import { Prose } from './Prose.tsx'

/** What went wrong: what happened and what was not changed, then what to do. Spoken as soon as it appears. */
export function Notice({ failure, tone = 'danger' }: { readonly failure: Failure, readonly tone?: 'danger' | 'caution' }): JSX.Element {
  return (
    <div class={`notice ${tone}`} role="alert">
      <Icon name="warning" />
      <p><Prose text={failure.message} /></p>
      {failure.hint !== '' && <p class="hint"><Prose text={failure.hint} /></p>}
    </div>
  )
}
