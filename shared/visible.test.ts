import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { untrust, visible, visibleName } from './visible.ts'

describe('visible', () => {
  it.each([
    ['plain words and accents', 'Größe der Datenbank: 41 MB, 100 % (naïve)', 'Größe der Datenbank: 41 MB, 100 % (naïve)'],
    ['a word in Cyrillic', 'магазин', 'магазин'],
    ['a word in Greek', 'κατάστημα', 'κατάστημα'],
    ['Chinese, Arabic and emoji', '商店 متجر 🚀', '商店 متجر 🚀'],
    ['an escape sequence', 'shop\u001b[2K\u001b[1A', 'shop⟨U+001B⟩[2K⟨U+001B⟩[1A'],
    ['a C1 control', '\u009b31m', '⟨U+009B⟩31m'],
    ['a right-to-left override', 'txt.\u202eexe', 'txt.⟨U+202E⟩exe'],
    ['an isolate', '\u2066shop\u2069', '⟨U+2066⟩shop⟨U+2069⟩'],
    ['a zero-width space', 'pro\u200bd', 'pro⟨U+200B⟩d'],
    ['a soft hyphen', 'pro\u00add', 'pro⟨U+00AD⟩d'],
    ['tag characters', 'a\u{e0061}', 'a⟨U+E0061⟩'],
    ['a variation selector', 'a\ufe0f', 'a⟨U+FE0F⟩'],
    ['a no-break space', 'a\u00a0b', 'a⟨U+00A0⟩b'],
    ['a blank letter', 'a\u3164b', 'a⟨U+3164⟩b'],
    ['a line feed in a name', 'shop\nApproved', 'shop⟨U+000A⟩Approved'],
    ['Cyrillic inside Latin', 'p\u0430ypal', 'p⟨U+0430⟩ypal'],
    ['a whole word of look-alikes', '\u0440\u0430\u0443', '⟨U+0440⟩⟨U+0430⟩⟨U+0443⟩'],
    ['Greek inside Latin', 'pr\u03bfd', 'pr⟨U+03BF⟩d'],
    ['fullwidth letters', '\uff50rod', '⟨U+FF50⟩rod'],
    ['mathematical letters', '\u{1d429}rod', '⟨U+1D429⟩rod'],
    ['the Kelvin sign', '\u212aube', '⟨U+212A⟩ube'],
    ['a decomposed letter', 'e\u0301', 'e⟨U+0301⟩'],
    ['stacked marks', 'x\u0334\u0335\u0336', 'x\u0334⟨U+0335⟩⟨U+0336⟩'],
    ['a division slash in an address', 'a\u2215b', 'a⟨U+2215⟩b'],
    ['a mark that somebody wrote', '⟨U+0041⟩', '⟨U+27E8⟩U+0041⟩'],
    ['half a character', 'a\ud800b', 'a⟨U+D800⟩b'],
  ])('shows %s', (_, text, expected) => expect(visible(untrust(text))).toBe(expected))

  it('keeps the lines of a log, and nothing else that moves the cursor', () => {
    expect(visible('one\n\ttwo\rthree', { lines: true })).toBe('one\n\ttwo⟨U+000D⟩three')
  })

  it('shows of the first 128 characters those as they are that can be seen, and no other', () => {
    for (let code = 0; code < 128; code += 1) {
      const character = String.fromCharCode(code)
      expect([code, visible(character) === character]).toEqual([code, code >= 0x20 && code < 0x7f])
      expect([code, visible(character, { lines: true }) === character]).toEqual([code, (code >= 0x20 && code < 0x7f) || character === '\n' || character === '\t'])
    }
  })

  const dangerous = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u
  const anyText = fc.string({ unit: 'binary', maxLength: 60 })

  it('never lets a control, format, private or unassigned character through', () => {
    fc.assert(fc.property(anyText, (text) => { expect(visible(text)).not.toMatch(dangerous) }), { seed: 4, numRuns: 2000 })
  })

  it('shows of a name also the spaces that no screen shows', () => {
    const shown = ['main', 'main ', ' main', 'ma in', 'ma  in', ' ', '\n  x'].map((name) => visibleName(name))
    const space = '⟨U+0020⟩'
    expect(shown).toEqual(['main', `main${space}`, `${space}main`, 'ma in', `ma ${space}in`, space, `⟨U+000A⟩ ${space}x`])
  })

  it('never shows two different texts alike', () => {
    const unmark = (text: string) => text.replace(/⟨U\+([0-9A-F]+)⟩/gu, (_, point: string) => String.fromCodePoint(parseInt(point, 16)))
    fc.assert(fc.property(anyText, (text) => { expect(unmark(visible(text))).toBe(text) }), { seed: 5, numRuns: 2000 })
    const spaced = fc.string({ unit: fc.constantFrom(' ', 'a', '\u0430', '\n', '⟨'), maxLength: 12 })
    fc.assert(fc.property(spaced, (text) => {
      const name = visibleName(text)
      expect(unmark(name)).toBe(text)
      expect(name).not.toMatch(/^ | $| {2}/)
    }), { seed: 5, numRuns: 2000 })
  })
})
