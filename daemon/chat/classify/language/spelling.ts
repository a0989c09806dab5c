import { allVerbs } from './verbs.ts'

/** Base forms that people mistype, by length, so that only near lengths are compared. */
const BY_LENGTH = new Map<number, string[]>()
for (const word of allVerbs()) {
  if (word.length < 4 || word.includes('-') || /(?:ing|ed|es|s)$/.test(word)) continue
  const same = BY_LENGTH.get(word.length)
  if (same) same.push(word); else BY_LENGTH.set(word.length, [word])
}
/** Words of their own that are one letter away from a verb. */
const NO_TYPO = new Set(
  ('crate chart smart stare state stark store story start-up table cable claim clear creek great treat please place plate close clone '
    + 'chose those shore score scope scale-model stale whale check-in quick prince point paint print-out write white while trite build '
    + 'guild guide least beast lease tease merge verge serge hello world thing think thank there where these stage staff stuff').split(' ')
)

/**
 * The verb that a word is most likely a slip of: one edit (or a swap of neighbours), two from eight letters on; undefined where none is
 * near.
 */
export function correctedVerb(word: string): string | undefined {
  if (word.length === 4) return swapped(word)
  if (word.length < 5 || word.length > 16 || !/^[a-z]+$/.test(word) || NO_TYPO.has(word)) return undefined
  const most = word.length >= 8 ? 2 : 1
  let best: string | undefined
  let distance = most + 1
  for (let length = word.length - most; length <= word.length + most; length++) {
    for (const candidate of BY_LENGTH.get(length) ?? []) {
      if (candidate[0] !== word[0] && candidate[1] !== word[1]) continue
      const found = editDistance(word, candidate, distance - 1)
      if (found < distance) { best = candidate; distance = found }
    }
  }
  return best
}

/** Damerau-Levenshtein (optimal string alignment), given up above `limit`. Words are at most 18 letters, so this is a few hundred steps. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let value = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, (before[j - 2] ?? 0) + 1)
      row.push(value)
      if (value < least) least = value
    }
    if (least > limit) return limit + 1
    before = above
    above = row
  }
  return (above[b.length] ?? 0)
}

/** Of four letters only a swap of neighbours is taken for a slip: too many real words are one letter away. */
function swapped(word: string): string | undefined {
  for (let i = 0; i < 3; i++) {
    const candidate = word.slice(0, i) + word.charAt(i + 1) + word.charAt(i) + word.slice(i + 2)
    if (candidate !== word && BY_LENGTH.get(4)?.includes(candidate)) return candidate
  }
  return undefined
}
