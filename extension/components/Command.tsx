import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from './Icon.tsx'

/** Something to type into a terminal, with a button that copies it. */
export function Command({ text }: { readonly text: string }): JSX.Element {
  const [copied, setCopied] = useState(false)
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false))
  }
  return (
    <div class="command">
      <code>{text}</code>
      <button type="button" class="icon-button" onClick={copy} aria-label={copied ? 'Copied' : `Copy: ${text}`} title={copied ? 'Copied' : 'Copy'}>
        <Icon name={copied ? 'check' : 'copy'} />
      </button>
    </div>
  )
}
