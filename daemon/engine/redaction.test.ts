import { expect, it } from 'vitest'
import { Redaction } from './redaction.ts'

const redaction = new Redaction(['hunter2-secret', 'hunter2', 'a"b\\c-quoted', 'abc', ''])

it('blackens secrets in every form in which they turn up', () => {
  const forms = ['hunter2-secret', JSON.stringify('a"b\\c-quoted'), encodeURIComponent('a"b\\c-quoted'), Buffer.from('hunter2-secret').toString('base64')]
  const text = redaction.text(forms.join(' | '))
  expect(text).not.toMatch(/hunter2|quoted/)
  expect(text).not.toContain(forms[3])
})

it('leaves short words alone, and blackens inside of structures', () => {
  expect(redaction.text('abc')).toBe('abc')
  expect(redaction.value({ list: ['x hunter2 y'], number: 3 })).toEqual({ list: ['x [secret] y'], number: 3 })
})

it('knows what it knew before with more of them, and shows no text where it can’t know them all', () => {
  const more = redaction.with(['correct horse'])
  expect(more.text('hunter2 and correct horse')).toBe('[secret] and [secret]')
  const everything = Redaction.ofEverything().with(['x'])
  expect([everything.text('hunter2'), everything.value({ a: 'hunter2', b: 1 }), everything.text('\n')])
    .toEqual([expect.stringContaining('not shown'), { a: expect.stringContaining('not shown'), b: 1 }, '\n'])
})
