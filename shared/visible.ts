/**
 * Text that a page, a provider, a log or a model supplied, made safe to read: whatever could drive a terminal, turn the reading
 * direction, hide, or pass for another character is shown as its code point, ⟨U+202E⟩.
 */

declare const untrusted: unique symbol
declare const shown: unique symbol

/** A value that somebody else chose. It becomes readable through `visible` and nothing else. */
export type Untrusted<T> = { readonly [untrusted]: T }
/** Text in which every character is what it looks like. */
export type Visible = string & { readonly [shown]: true }

/** Marks a value as somebody else's. */
export function untrust<T>(value: T): Untrusted<T> {
  return value as unknown as Untrusted<T>
}

/** The raw value, for comparing, storing or sending on, never for showing. */
export function raw<T>(value: Untrusted<T>): T {
  return value as unknown as T
}

// Control and format characters (escape sequences, bidirectional controls, zero width, tags), surrogates, private use, unassigned,
// variation selectors, blank letters (Hangul fillers, blank Braille), every space but the plain one, line and paragraph separators,
// and the opening bracket of the mark itself, so that nobody can write a mark that isn't one.
const hidden = /[\p{C}\p{Variation_Selector}\p{Default_Ignorable_Code_Point}\u2800\p{Zl}\p{Zp}\u27e8]|(?! )\p{Zs}/u

// Punctuation that passes for a slash, a colon, a hyphen or a full stop in addresses and names.
const lookAlikePunctuation = /[\u2010-\u2012\u2212\u2043\u2044\u2215\u29f8\u2236\ua789\u0589\u05c3\u0701\u0702\u06d4]/u

// Letters of other scripts that pass for Latin ones in common fonts: the pairs of Unicode's confusables.txt that are exact in shape.
const lookAlikeLetters = new Set(
  'асеорухіјѕԁԛԝһӏүѵԍкмтвнгАВСЕНІЈКМОРЅТХУԌԚԜӀ' + 'αγιικνορτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϳ' + 'օոսհցզՕՍ' + 'ᎪᎬᎷᏟᏢᏴ',
)

// What can be nothing else than what it looks like: nearly all that is shown, and a long conversation shows a thousand texts.
const plain = { line: /^[ -~]*$/, lines: /^[ -~\n\t]*$/ }

function isForeign(character: string): boolean {
  return /\p{L}/u.test(character) && !/\p{Script=Latin}/u.test(character)
}

/** Fullwidth, mathematical and other forms that read as plain ASCII, and forms that a normalization would replace. */
function isCompatibilityForm(character: string): boolean {
  if (character <= '\u007f' || character === '…') return false
  return /^[!-~]+$/.test(character.normalize('NFKC')) || character.normalize('NFC') !== character
}

function mark(character: string): string {
  const point = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')
  return `⟨U+${point}⟩`
}

/**
 * A word's foreign letters are suspicious where they mix with Latin ones, or where the whole word could be read as Latin. A word in Greek
 * or Cyrillic that could not pass for anything else stays as it is.
 */
function isDisguised(word: string): boolean {
  const letters = [...word].filter((character) => /\p{L}/u.test(character))
  const foreign = letters.filter(isForeign)
  if (foreign.length === 0) return false
  return foreign.length < letters.length || foreign.every((letter) => lookAlikeLetters.has(letter))
}

function visibleWord(word: string): string {
  const disguised = isDisguised(word)
  let result = ''
  let before = ''
  for (const character of word) {
    const combining = /\p{M}/u.test(character)
    // Two marks on one letter reach into the lines above and below; a mark that composes looks exactly like the composed letter.
    const stacked = combining && (/\p{M}/u.test(before) || (before + character).normalize('NFC') !== before + character)
    const suspicious = stacked || (disguised && isForeign(character))
    result += suspicious || hidden.test(character) || isCompatibilityForm(character) ? mark(character) : character
    before = character
  }
  return result
}

function visibleGap(text: string, lines: boolean): string {
  let result = ''
  for (const character of text) {
    const layout = lines && (character === '\n' || character === '\t')
    const dangerous = hidden.test(character) || lookAlikePunctuation.test(character) || isCompatibilityForm(character)
    result += dangerous && !layout ? mark(character) : character
  }
  return result
}

/**
 * The text as it may be shown. `lines: true` keeps line feeds and tabs, for logs and raw output in a block of their own; a name or a
 * title is one line, so there they are marked like any other control.
 */
export function visible(text: Untrusted<string> | string, options: { readonly lines?: boolean } = {}): Visible {
  const source = typeof text === 'string' ? text : raw(text)
  if (plain[options.lines === true ? 'lines' : 'line'].test(source)) return source as Visible
  // Zero-width characters belong to the word that they cut: else each half would be judged alone.
  const parts = source.split(/([\p{L}\p{M}\p{N}\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+)/u)
  return parts.map((part, index) => (index % 2 === 1 ? visibleWord(part) : visibleGap(part, options.lines === true))).join('') as Visible
}

/**
 * A name or a value as people compare it: also a space that no screen shows, at an end or behind another one, is its code point, so that
 * `main` and `main ` are two.
 */
export function visibleName(text: Untrusted<string> | string): Visible {
  return visible(text).replace(/^ +| +$|(?<= ) +/g, (spaces) => mark(' ').repeat(spaces.length)) as Visible
}
