import type { Part, Turn } from '../../shared/wire.ts'
import { visible } from '../../shared/visible.ts'

type Spans = Extract<Part, { kind: 'paragraph' }>['spans']

const line = (spans: Spans): string => spans.map(({ text, link }) => {
  const shown = visible(text)
  // A link's text says whatever its author wanted: the address stands beside it.
  return link === undefined || link === text ? shown : `${shown} (${visible(link)})`
}).join('')

/** What a turn answered, as lines of text. */
export const turnText = (turn: Turn): string => turn.parts.map(partText).filter((text) => text !== '').join('\n\n')

function partText(part: Part): string {
  switch (part.kind) {
    case 'paragraph': return line(part.spans)
    case 'list': return part.items.map((item) => `- ${line(item)}`).join('\n')
    case 'table': return tableText(part)
    case 'code': return visible(part.text, { lines: true })
    case 'timeline': return part.entries.map(({ at, spans }) => `${at}  ${line(spans)}`).join('\n')
    case 'choice': return [visible(part.question), ...part.options.map(({ label, text }) => `- ${visible(label)}: ${visible(text)}`)].join('\n')
    case 'suggestions': return part.items.map(({ text, note }) => `- ${visible(text)}${note ? `  (${visible(note)})` : ''}`).join('\n')
    case 'source': return visible(part.text)
  }
}

function tableText({ columns, rows }: Extract<Part, { kind: 'table' }>): string {
  const cells = [columns.map(({ title }) => visible(title) as string), ...rows.map((row) => row.map(({ spans }) => line(spans)))]
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => (row[index] ?? '').length)))
  const pad = (text: string, index: number): string =>
    columns[index]?.align === 'end' ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0)
  return cells.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}
