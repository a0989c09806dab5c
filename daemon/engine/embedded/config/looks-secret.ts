/** A key of such a name may hold a secret (keyPattern in pkg/cmd/pulumi/config/config.go). */
const NAMES = /passwd|pass|password|pwd|secret|token/i
/** As many characters of a value are looked at. */
const LENGTH = 16
/** Bits in all, or half of them and so many to a character, from which on a value is hard to guess. */
const BITS = 80
const BITS_TO_A_CHARACTER = 3
/** What guessing one word, one repetition or one row of the keyboard costs. */
const WORD_BITS = 8
const PATTERN_BITS = 7

const ROWS = ['abcdefghijklmnopqrstuvwxyz', '0123456789', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertyuiopasdfghjklzxcvbnm', '1234567890']
const LETTERS_FOR: Readonly<Record<string, string>> = { 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' }

/**
 * Whether a configuration value looks like a secret that somebody is about to store in the clear. The official CLI estimates with a list
 * of words; here a word is what could be pronounced, so that a made-up one counts as little as a real one.
 */
export function looksLikeSecret(name: string, value: string): boolean {
  if (!NAMES.test(name) || value === '') return false
  const text = value.slice(0, LENGTH)
  const bits = guessingBits(text)
  return bits >= BITS || (bits >= BITS / 2 && bits / text.length >= BITS_TO_A_CHARACTER)
}

/** The least that any way to take the text apart costs to guess. */
function guessingBits(text: string): number {
  const single = Math.log2(alphabetOf(text))
  const least: number[] = [0]
  for (let end = 1; end <= text.length; end++) {
    least[end] = (least[end - 1] ?? 0) + single
    for (let start = 0; start <= end - 3; start++) {
      const part = text.slice(start, end)
      const cost = patternBits(part)
      if (cost !== undefined) least[end] = Math.min(least[end] ?? 0, (least[start] ?? 0) + cost)
    }
  }
  return least[text.length] ?? 0
}

function alphabetOf(text: string): number {
  const kinds: readonly (readonly [RegExp, number])[] = [[/[a-z]/, 26], [/[A-Z]/, 26], [/\d/, 10], [/[^a-zA-Z\d]/, 33]]
  return kinds.reduce((sum, [kind, size]) => sum + (kind.test(text) ? size : 0), 0)
}

function patternBits(part: string): number | undefined {
  const lower = part.toLowerCase()
  if ([...lower].every((letter) => letter === lower[0])) return PATTERN_BITS
  const backwards = [...lower].reverse().join('')
  if (ROWS.some((row) => row.includes(lower) || row.includes(backwards))) return PATTERN_BITS
  const letters = [...lower].map((letter) => LETTERS_FOR[letter] ?? letter).join('')
  const swapped = [...lower].filter((letter, at) => letter !== letters[at]).length
  // A word is in small letters, or begins with a capital: what is all capitals is likely a key's name or a key.
  const isWord = part.slice(1) === lower.slice(1) && isPronounceable(letters) && (swapped === 0 || (swapped === 1 && letters.length >= 5))
  return isWord ? WORD_BITS + swapped : undefined
}

/** A vowel at least every third letter, and no more than two of them together. */
function isPronounceable(letters: string): boolean {
  return letters.length >= 4 && /^[a-z]+$/.test(letters) && !/[^aeiouy]{4}|[aeiouy]{3}/.test(letters) && /[aeiouy]/.test(letters) &&
    !/[jqxz][^aeiouy]|[^aeiouy][jqx]/.test(letters)
}
