import { describe, expect, it } from 'vitest'
import type { Change, PlanDocument } from '../../shared/plan.ts'
import { createTerminal } from './terminal.ts'

const change = (operation: Change['operation'], name: string, irreversible?: string): Change => ({
  operation, id: `urn:${name}`, kind: 'sandbox:Database', name, properties: [], dependsOn: [], ...(irreversible === undefined ? {} : { irreversible }),
})

function plan(changes: Change[], title = 'Shrink the shop'): PlanDocument {
  const count = (operation: Change['operation']) => changes.filter((each) => each.operation === operation).length
  return {
    format: 'countersign/plan/1', id: 'plan-7', createdAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-01-01T01:00:00.000Z', title,
    asked: { words: 'shrink it', reading: 'shrink', person: 'Ada', device: 'device-x', deviceName: 'Laptop', via: 'sidebar' },
    targets: [{ id: 'pulumi:shop/dev', title: 'shop/dev', mode: 'dev', place: 'sandbox' }],
    steps: [{ id: 'step-1', service: 'pulumi', operation: 'deploy', target: 'pulumi:shop/dev', parameters: {}, dependsOn: [] }],
    simulation: {
      steps: [{ step: 'step-1', fidelity: 'exact', summary: '', changes, attachments: [] }],
      counts: { create: count('create'), update: count('update'), replace: count('replace'), delete: count('delete'), same: 0, other: 0 },
      unknowns: ['shop.url'], duration: { p50: 1, p90: 2, samples: 0 }, risk: { level: 'high', factors: [] }, recommendations: [],
    },
    policy: [], rollback: { automatic: true, summary: '', steps: [], irreversible: [] },
    bindings: [{ target: 'pulumi:shop/dev', identity: {}, digests: {} }], attachments: [],
  }
}

const approval = (document: PlanDocument) => ({ plan: document, digest: '0'.repeat(64), chip: '000-000', code: '123456', expiresAt: '2026-01-01T00:02:00.000Z' })

function terminal(isTTY: boolean) {
  const written: string[] = []
  const made = createTerminal({ isTTY, write: (text) => written.push(text) })
  return { made, text: () => written.join('') }
}

describe('the terminal', () => {
  it('prints the code grouped, with target, counts, the chip and each delete and replace by name', () => {
    const { made, text } = terminal(true)
    const changes = [change('delete', 'orders', '41 MB, no backup'), change('replace', 'web'), change('create', 'cache')]
    expect(made.approvalCode(approval(plan(changes)))).toBe('shown')
    for (const part of ['code 123 456', '000-000', 'plan-7', 'shop/dev', 'risk high', '1 delete, 1 replace, 1 create', 'shop.url']) expect(text()).toContain(part)
    expect(text()).toMatch(/delete {2}orders \(sandbox:Database\).*41 MB, no backup/)
    expect(text()).toMatch(/replace web/)
    expect(text()).not.toContain('cache')
  })

  it('shows escape sequences and look-alikes in names instead of obeying them', () => {
    const { made, text } = terminal(true)
    made.approvalCode(approval(plan([change('delete', '\u001b[2J\u001b]0;safe\u0007prod'), change('delete', 'pr\u043ed'), change('delete', 'a\u202eb\ncode 000 000')], 'x\rApprove')))
    expect(text()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u043e]/)
    expect(text()).toContain('⟨U+001B⟩[2J')
    expect(text()).toContain('pr⟨U+043E⟩d')
    expect(text().split('\n').filter((line) => line.trim().startsWith('code '))).toEqual(['  code 123 456'])
  })

  it('shows two names that differ in a space alone as two', () => {
    const { made, text } = terminal(true)
    made.approvalCode(approval(plan([change('delete', 'main'), change('delete', 'main '), change('delete', 'a  b')])))
    for (const name of ['main (', 'main⟨U+0020⟩ (', 'a ⟨U+0020⟩b (']) expect(text()).toContain(`delete  ${name}`)
  })

  it('says again what the code is for below a list that fills the screen', () => {
    const { made, text } = terminal(true)
    made.approvalCode(approval(plan(Array.from({ length: 40 }, (_, index) => change('delete', `site-${index}`)))))
    const lines = text().split('\n')
    expect(lines.filter((line) => line.includes('Approve "Shrink the shop"?'))).toHaveLength(2)
    expect(lines.filter((line) => line.includes('  delete  site-'))).toHaveLength(40)
    const distance = lines.findIndex((line) => line.includes('code 123 456')) - lines.findLastIndex((line) => line.includes('Approve "'))
    expect(distance).toBeLessThan(8)
  })

  it('never writes a code into a file or a pipe, and says once where codes are shown', () => {
    const { made, text } = terminal(false)
    expect(made.pairingCode({ code: '7KQM-2D9X', expiresAt: '2026-01-01T00:02:00.000Z' })).toBe('watch')
    expect(made.approvalCode(approval(plan([])))).toBe('watch')
    expect(text()).not.toMatch(/7KQM|123/)
    expect(text().match(/countersign watch/g)).toHaveLength(1)
  })

  it('shows codes to who watches, as long as they do', () => {
    const { made, text } = terminal(false)
    const seen: string[] = []
    const stop = made.watch((shown) => seen.push(shown))
    expect(made.pairingCode({ code: '7KQM-2D9X', expiresAt: '2026-01-01T00:02:00.000Z' })).toBe('shown')
    expect(seen.join('')).toContain('7KQM-2D9X')
    stop()
    expect(made.pairingCode({ code: '7KQM-2D9Y', expiresAt: '2026-01-01T00:02:00.000Z' })).toBe('watch')
    expect(seen.join('') + text()).not.toContain('7KQM-2D9Y')
  })
})
