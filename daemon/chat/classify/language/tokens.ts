/** A word or a mark of punctuation, with its place in the text. */
export interface Token {
  /** As it was typed, without quotes. */
  text: string
  lower: string
  start: number
  end: number
  /** In quotes or backquotes: a name or a value, never an order. */
  quoted: boolean
  mark: boolean
}

export const LONGEST = 10_000

/**
 * The text that is looked at: at most 10,000 characters, composed, typographic quotes as plain ones, control and zero-width characters
 * as spaces.
 */
export function normalise(text: string): string {
  const cut = text.length > LONGEST ? text.slice(0, LONGEST) : text
  return cut.normalize('NFC').replace(/[\u2018\u2019\u02bc\u00b4]/g, '\'').replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"').replace(
    /[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00a0]/g, ' '
  )
}

const WORD = /[\p{L}\p{M}\p{N}_$@#/~*<>{}+%=&\\[\]|^-]/u
const isWord = (c: string): boolean => c < '\u0080' ? WORD_ASCII[c.charCodeAt(0)] === 1 : WORD.test(c)
const WORD_ASCII = new Uint8Array(128)
for (let code = 0; code < 128; code++) if (WORD.test(String.fromCharCode(code))) WORD_ASCII[code] = 1

/** Words with inner points, colons and apostrophes (`v1.2.3`, `shop:replicas`, `don't`, `10:30`) stay whole. One pass. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  for (let i = 0; i < text.length;) {
    const c = text[i] ?? ''
    if (c === '"' || c === '`' || (c === '\'' && !isWord(text[i - 1] ?? ' '))) {
      const end = text.indexOf(c, i + 1)
      const inside = end > i && end - i < 400 ? text.slice(i + 1, end) : null
      if (inside !== null && inside.trim() !== '' && !(c === '\'' && isWord(text[end + 1] ?? ' '))) {
        tokens.push({ text: inside, lower: inside.toLowerCase(), start: i, end: end + 1, quoted: true, mark: false })
        i = end + 1
        continue
      }
      i++
    } else if (isWord(c)) {
      let end = i + 1
      while (
        end < text.length
        && (
          isWord(text[end] ?? ' ') || ('.:\''.includes(text[end] ?? ' ') && isWord(text[end + 1] ?? ' '))
          || (text[end] === ',' && /\d/.test(text[end - 1] ?? '') && /^\d{3}(?!\d)/.test(text.slice(end + 1, end + 5)))
        )
      ) end++
      const word = text.slice(i, end)
      tokens.push({ text: word, lower: word.toLowerCase(), start: i, end, quoted: false, mark: false })
      i = end
    } else {
      if (
        ',;?!.:\n()'.includes(c) || c === '\u2014' || c === '\u2013' || c === '\u00bf' || c === '\u00a1'
      ) tokens.push({ text: c, lower: c, start: i, end: i + 1, quoted: false, mark: true })
      i++
    }
  }
  return tokens
}

/** A sentence's tokens, without the mark at its end; `asks` where that mark is a question mark. */
export interface Sentence { tokens: Token[], asks: boolean }

export function sentencesOf(tokens: readonly Token[]): Sentence[] {
  const out: Sentence[] = []
  let now: Token[] = []
  const end = (asks: boolean): void => {
    if (now.some((token) => !token.mark)) out.push({ tokens: now, asks })
    else if (asks) (out.at(-1) ?? { asks }).asks = true
    now = []
  }
  for (const token of tokens) {
    if (!token.mark || ',:()\u2014\u2013'.includes(token.text)) now.push(token)
    else if (token.text !== '\u00bf' && token.text !== '\u00a1') end(token.text === '?')
  }
  end(false)
  return out
}

/** Whether a word begins or ends in Chinese, Japanese or Korean letters. */
export const isEastAsian = (word: string): boolean =>
  eastAsianLetter(word.charCodeAt(0)) || eastAsianLetter(word.charCodeAt(word.length - 1))
const eastAsianLetter = (code: number): boolean => code >= 0x3040 && code <= 0xd7af

/** What stands beyond the last token: no word, so that looking ahead needs no special case. */
export const NOTHING: Token = { text: '', lower: '', start: 0, end: 0, quoted: false, mark: true }
