/** Rows under their headings: every column but the last as wide as its widest cell, two spaces between them. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], indent = ''): string {
  const all = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    indent + row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 2))).join('')
  return all.map(line).join('\n')
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WEEK = 7 * DAY
const MONTH = 30 * DAY
const YEAR = 12 * MONTH
/** Below how many seconds, which words; `%` is how many of `unit` seconds went by. */
const SPANS: readonly (readonly [number, string, number])[] = [
  [1, 'now', 1], [2, '1 second ago', 1], [MINUTE, '% seconds ago', 1], [2 * MINUTE, '1 minute ago', 1], [HOUR, '% minutes ago', MINUTE],
  [2 * HOUR, '1 hour ago', 1], [DAY, '% hours ago', HOUR], [2 * DAY, '1 day ago', 1], [WEEK, '% days ago', DAY],
  [2 * WEEK, '1 week ago', 1], [MONTH, '% weeks ago', WEEK], [2 * MONTH, '1 month ago', 1], [YEAR, '% months ago', MONTH],
  [1.5 * YEAR, '1 year ago', 1], [2 * YEAR, '2 years ago', 1],
]

/** How long ago a time was, in words. Both times are milliseconds since 1970. */
export function ago(time: number, now: number = Date.now()): string {
  const seconds = Math.max(0, Math.floor((now - time) / 1000))
  const [, words, unit] = SPANS.find(([below]) => seconds < below) ?? [0, '% years ago', YEAR]
  return words.replace('%', String(Math.floor(seconds / unit)))
}
