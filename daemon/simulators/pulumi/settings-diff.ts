/**
 * The lines by which a configuration file would change, as a unified diff without context. Settings change in a line or two, so what both
 * ends share is cut off and the middle is shown whole. Encrypted values stay encrypted in it.
 */
export function settingsDiff(file: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return ''
  const [from, to] = [lines(before), lines(after)]
  let head = 0
  while (head < from.length && head < to.length && from[head] === to[head]) head += 1
  let tail = 0
  while (tail < from.length - head && tail < to.length - head && from.at(-1 - tail) === to.at(-1 - tail)) tail += 1
  const [gone, come] = [from.slice(head, from.length - tail), to.slice(head, to.length - tail)]
  const at = (count: number) => count === 0 ? `${head},0` : `${head + 1},${count}`
  return [`--- ${file}`, `+++ ${file}`, `@@ -${at(gone.length)} +${at(come.length)} @@`, ...gone.map(line => `-${line}`), ...come.map(line => `+${line}`), ''].join('\n')
}

/** Whether something that stands in the file so far goes: a setting that is written down for the first time may say what holds anyway. */
export const takesBack = (diff: string): boolean => /^-(?!-- )/m.test(diff)

const lines = (text: string | undefined) => text === undefined || text === '' ? [] : text.replace(/\n$/, '').split('\n')
