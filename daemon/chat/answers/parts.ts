import { excerpt } from '../../../shared/excerpt.ts'
import type { Part, Span } from '../../../shared/wire.ts'
import { visible } from '../../../shared/visible.ts'

/** A run of text; texts that a provider or a program supplied go through `said`. */
export const span = (text: string, more: Omit<Span, 'text'> = {}): Span => ({ text, ...more })
/** Somebody else's text: what could hide or mislead is made visible, and it is cut. */
export const said = (text: unknown, most = 300): string => {
  const plain = typeof text === 'string' ? text : JSON.stringify(text) ?? ''
  return visible(excerpt(plain, most))
}
export const strong = (text: string): Span => ({ text, strong: true })
export const code = (text: string): Span => ({ text, code: true })
export const paragraph = (...spans: (string | Span)[]): Part => (
  { kind: 'paragraph', spans: spans.map((each) => typeof each === 'string' ? { text: each } : each) }
)
export const source = (text: string): Part => ({ kind: 'source', text })

/** A table; a column whose name ends in "#" is aligned to the end. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly (string | Span | { spans: Span[], tone: 'neutral' | 'safe' | 'caution' | 'danger' })[])[]
): Part {
  return {
    kind: 'table',
    columns: titles.map((title) => title.endsWith('#') ? { title: title.slice(0, -1), align: 'end' } : { title }),
    rows: rows.slice(0, 500).map(
      (row) => row.map((cell) => typeof cell === 'string' ? { spans: [{ text: cell }] } : 'spans' in cell ? cell : { spans: [cell] })
    ),
  }
}

/** "3 minutes ago", "yesterday at 14:05": how long ago, from the daemon's clock. */
export function ago(at: string | undefined, now: Date): string {
  if (at === undefined) return 'never'
  const seconds = Math.max(0, (now.getTime() - Date.parse(at)) / 1000)
  if (!Number.isFinite(seconds)) return 'at an unknown time'
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return count(Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return count(Math.floor(seconds / 3600), 'hour')
  return count(Math.floor(seconds / 86_400), 'day')
}
const count = (number: number, unit: string): string => `${number} ${unit}${number === 1 ? '' : 's'} ago`
export const plural = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`

export function suggestions(...items: readonly (readonly [string, string])[]): Part {
  return { kind: 'suggestions', items: items.map(([text, note]) => ({ text, note })) }
}
