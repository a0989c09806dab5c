import { describe, expect, it } from 'vitest'
import { toBase64 } from '../../shared/base64.ts'
import { digestOf, toBytes } from '../../shared/canonical.ts'
import { base64Of, bytesOf, digestOfPlan, preview, small } from '../testing/plans.ts'
import { readAttachment, readPaper } from './index.ts'

const codeOf = (text: string, id = small.id): string => {
  const paper = readPaper(id, toBase64(toBytes(text)), digestOf(text))
  return paper.kind === 'refused' ? paper.failure.code : paper.kind
}

describe('a plan is read from its bytes', () => {
  it('shows the document whose bytes have the digest, and its chip', () => {
    const paper = readPaper(small.id, base64Of(small), digestOfPlan(small))
    expect(paper).toEqual({ kind: 'read', digest: digestOfPlan(small), chip: expect.stringMatching(/^\w{3}-\w{3}$/), document: small })
  })

  it('shows nothing of bytes that are not those of the digest, down to one bit', () => {
    const other = digestOf(`${bytesOf(small)} `)
    expect(readPaper(small.id, base64Of(small), other)).toMatchObject({ kind: 'refused', failure: { code: 'plan-digest' } })
    const changed = toBase64(toBytes(bytesOf(small).replace('"after":"2"', '"after":"3"')))
    expect(readPaper(small.id, changed, digestOfPlan(small))).toMatchObject({ kind: 'refused', failure: { code: 'plan-digest' } })
  })

  it('shows nothing of a document in another spelling, even under its own digest', () => {
    expect(codeOf(bytesOf(small))).toBe('read')
    expect(codeOf(JSON.stringify(JSON.parse(bytesOf(small)), null, 1))).toBe('plan-malformed')
    expect(codeOf(bytesOf(small).replace('"format":', '"format":"countersign/plan/1","format":'))).toBe('plan-malformed')
  })

  it('shows nothing of what is outside of the closed schema', () => {
    const withShell = bytesOf(small).replace('"operation":"deploy"', '"operation":"shell"')
    expect(codeOf(withShell)).toBe('plan-malformed')
    expect(codeOf('{}')).toBe('plan-malformed')
    expect(codeOf('')).toBe('plan-malformed')
  })

  it('shows nothing of another plan than the one that was asked for', () => {
    expect(codeOf(bytesOf(small), 'plan-7')).toBe('plan-mixed-up')
  })

  it('says what was not done in words, and where to look', () => {
    const paper = readPaper(small.id, '!', digestOfPlan(small))
    expect(paper).toMatchObject({ kind: 'refused', failure: { message: expect.stringContaining('nothing of it is shown'), hint: expect.stringContaining('terminal') } })
  })
})

describe('raw output is checked by its digest', () => {
  it('shows what the plan names and nothing else', () => {
    expect(readAttachment(digestOf(preview), toBase64(toBytes(preview)))).toEqual({ kind: 'read', text: preview })
    expect(readAttachment(digestOf(preview), toBase64(toBytes(`${preview} `)))).toMatchObject({ kind: 'refused', failure: { code: 'attachment-digest' } })
    expect(readAttachment(digestOf(preview), 'not base64!')).toMatchObject({ kind: 'refused' })
  })

  it('is cut where it would be too long to lay out, and says how much is left', () => {
    const long = 'x'.repeat(200_010)
    const read = readAttachment(digestOf(long), toBase64(toBytes(long)))
    expect(read.kind === 'read' && read.text.endsWith('… 10 more characters')).toBe(true)
  })
})
