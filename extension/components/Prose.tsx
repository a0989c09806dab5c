import type { JSX } from 'preact'
import { shown } from './words.ts'

/** A sentence whose `commands` are set in the fixed-width face. Everything in it is shown as text. */
export function Prose({ text }: { readonly text: string }): JSX.Element {
  const parts = shown(text).split('`')
  // An odd backtick at the end opens nothing: then it is only a character.
  if (parts.length % 2 === 0) return <>{shown(text)}</>
  return <>{parts.map((part, at) => (at % 2 === 1 ? <code key={at} class="inline">{part}</code> : part))}</>
}
