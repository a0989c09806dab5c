import { excerpt } from '../../shared/excerpt.ts'
import type { Filled, Part, Span } from '../../shared/wire.ts'

/**
 * Parts as the wire takes them, whatever was said, read or found: one text that is too long, and a client refuses the whole turn, and every
 * conversation that holds it. What is read is cut and says so. What a button sends is whole or isn't offered: a part of an order is
 * another order.
 */
export const boundedParts = (parts: readonly Part[]): Part[] => parts.slice(0, 200).map(bounded)

/** The same for what was put into a reading. */
export const boundedFilled = (filled: readonly Filled[]): Filled[] => filled.slice(0, 20)
  .map(({ said, meant, from }) => ({ said: excerpt(said, 200), meant: excerpt(meant, 400), from: excerpt(from, 160) }))

function bounded(part: Part): Part {
  switch (part.kind) {
    case 'paragraph': return { ...part, spans: spans(part.spans, 200) }
    case 'list': return { ...part, items: part.items.slice(0, 100).map((item) => spans(item, 50)) }
    case 'table': return {
      ...part, columns: part.columns.slice(0, 10).map((column) => ({ ...column, title: excerpt(column.title, 80) })),
      rows: part.rows.slice(0, 500).map((row) => row.slice(0, 10).map((cell) => ({ ...cell, spans: spans(cell.spans, 20) }))),
    }
    case 'code': return { ...part, text: excerpt(part.text, 32_000) }
    case 'timeline': return { ...part, entries: part.entries.slice(0, 200).map((entry) => ({ ...entry, spans: spans(entry.spans, 20) })) }
    case 'choice': return choice(part)
    case 'suggestions': return {
      ...part,
      items: part.items.filter(({ text }) => text.length <= 200).slice(0, 6).map(({ text, note }) => ({ text, note: excerpt(note, 200) })),
    }
    case 'source': return { ...part, text: excerpt(part.text, 500) }
  }
}

const spans = (all: readonly Span[], most: number): Span[] =>
  all.slice(0, most).map((span) => ({ ...span, text: excerpt(span.text, 8000) }))

/** Without a button that can be pressed it is a question in words alone, which names what the buttons would have said. */
function choice(part: Extract<Part, { kind: 'choice' }>): Part {
  const whole = part.options.filter(({ text }) => text.length <= 500).slice(0, 4)
  const options = whole.map(({ label, text }) => ({ label: excerpt(label, 100), text }))
  if (options.length > 0) return { ...part, question: excerpt(part.question, 500), options }
  const labels = part.options.map(({ label }) => excerpt(label, 100)).join(', ')
  const words = `${part.question} ${labels}? The order is too long for a button: send it again, and name it.`
  return { kind: 'paragraph', spans: [{ text: excerpt(words, 8000) }] }
}
