import type { JSX } from 'preact'
import type { Span } from '../../shared/wire.ts'
import { useCommands } from './panel-context.ts'
import { shown } from './words.ts'

const hostOf = (link: string): string => (URL.canParse(link) ? new URL(link).host : '')

/** A run of text as nodes. A link says where it leads, because its words are not to be trusted. */
function SpanView({ span }: { readonly span: Span }): JSX.Element {
  const commands = useCommands()
  const text = span.code === true ? <code class="chip">{shown(span.text)}</code> : shown(span.text)
  const { to, link } = span
  if (to !== undefined) return <button type="button" class="plain" onClick={() => commands.open(to)}>{text}</button>
  if (link !== undefined) {
    const host = shown(hostOf(link))
    return <span class="external"><a href={link} target="_blank" rel="noreferrer noopener">{text}</a>{host !== span.text && <small> ({host})</small>}</span>
  }
  return span.strong === true ? <b>{text}</b> : <>{text}</>
}

export function Spans({ spans }: { readonly spans: readonly Span[] }): JSX.Element {
  return <>{spans.map((span, at) => <SpanView key={at} span={span} />)}</>
}
