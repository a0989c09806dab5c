import { toBase64 } from '../../shared/base64.ts'
import { canonical, digestOf, toBytes, type Json } from '../../shared/canonical.ts'
import { PlanDocument, type Change } from '../../shared/plan.ts'
import type { PlanSummary } from '../../shared/wire.ts'
import { readPaper } from '../plan/index.ts'
import type { Paper } from '../store/index.ts'

/** Documents as the daemon makes them, checked by the schema, with their real canonical bytes and digest. */

export const now = '2026-11-23T14:02:00.000Z'
const urn = (kind: string, name: string): string => `urn:pulumi:dev::shop::sandbox:cloud:${kind}::${name}`

export const preview = 'Previewing update (dev):\n ~ sandbox:cloud:Site search updating [diff: ~replicas]\n - sandbox:cloud:Database cart-old deleting\nResources:\n    ~ 1 to update\n    - 1 to delete\n    5 unchanged\n'
export const diff = '  sandbox:cloud:Site search\n-   replicas: 1\n+   replicas: 2\n'

const scale: Change = {
  operation: 'update', id: urn('Site', 'search'), kind: 'sandbox:cloud:Site', name: 'search', dependsOn: [],
  properties: [{ path: 'replicas', before: '1', after: '2' }],
}

function documentOf(document: PlanDocument): PlanDocument {
  return PlanDocument.parse(document)
}

/** "scale search to two": low risk, everything known. */
export const small: PlanDocument = documentOf({
  format: 'countersign/plan/1', id: 'plan-42', createdAt: now, expiresAt: '2026-11-23T14:32:00.000Z', title: 'Scale search to 2',
  asked: { words: 'scale search to 2 replicas', reading: 'set search.replicas to 2 in shop/dev', person: 'Ada', device: 'device-AAAAAAAAAAAAAAAA', deviceName: 'Chrome on Linux', via: 'sidebar' },
  targets: [{ id: 'pulumi:shop/dev', title: 'shop/dev', mode: 'dev', place: 'sandbox · 127.0.0.1:9041 · project shop · stack dev' }],
  steps: [
    { id: 'step-1', service: 'pulumi', operation: 'set-config', target: 'pulumi:shop/dev', parameters: { key: 'search:replicas', value: 2 }, dependsOn: [] },
    { id: 'step-2', service: 'pulumi', operation: 'deploy', target: 'pulumi:shop/dev', parameters: {}, dependsOn: ['step-1'] },
  ],
  simulation: {
    steps: [{ step: 'step-2', fidelity: 'exact', summary: 'Deploy shop/dev with search.replicas = 2', changes: [scale], attachments: [digestOf(preview)] }],
    counts: { create: 0, update: 1, replace: 0, delete: 0, same: 6, other: 0 },
    unknowns: [], duration: { p50: 4, p90: 9, samples: 12 }, risk: { level: 'low', factors: [] }, recommendations: [],
  },
  policy: [{ rule: 'no-open-database', outcome: 'passed', text: '' }, { rule: 'replicas-bounded', outcome: 'passed', text: '' }],
  rollback: {
    automatic: true, summary: 'search goes back to 1 replica.', irreversible: [],
    steps: [{ operation: 'update', id: urn('Site', 'search'), kind: 'sandbox:cloud:Site', name: 'search', text: 'replicas 2 → 1' }],
  },
  bindings: [{
    target: 'pulumi:shop/dev', identity: { backend: 'file://~/.countersign/sandbox/state', project: 'shop', stack: 'dev', engine: 'embedded 3.270.0' },
    digests: { program: 'a'.repeat(64), configuration: 'b'.repeat(64), state: 'c'.repeat(64) },
  }],
  attachments: [{ sha256: digestOf(preview), title: 'Engine preview', mediaType: 'text/plain', bytes: preview.length }],
})

/** A delete that nothing brings back, an unknown, a warning, a replacement: the card at its fullest. */
export const risky: PlanDocument = documentOf({
  ...small,
  id: 'plan-43', title: 'Change shop/prod',
  asked: { ...small.asked, words: 'give search two replicas and drop the old cart db', reading: 'set search.replicas to 2 and delete database cart-old in shop/prod' },
  targets: [{ id: 'pulumi:shop/prod', title: 'shop/prod', mode: 'production', place: 'sandbox · 127.0.0.1:9041 · project shop · stack prod' }],
  simulation: {
    ...small.simulation,
    steps: [{
      step: 'step-2', fidelity: 'exact', summary: 'Deploy shop/prod', attachments: [digestOf(preview), digestOf(diff)],
      changes: [
        scale,
        { operation: 'delete', id: urn('Database', 'cart-old'), kind: 'sandbox:cloud:Database', name: 'cart-old', dependsOn: [urn('Site', 'search')], properties: [], irreversible: '41 MB, 12,304 rows, no backup' },
        {
          operation: 'replace', id: urn('Route', 'cart'), kind: 'sandbox:cloud:Route', name: 'cart', dependsOn: [urn('Site', 'search')],
          properties: [{ path: 'path', before: '/cart', after: '/basket', replaces: true }, { path: 'url', before: 'http://127.0.0.1:41877/r/cart', unknown: true }],
        },
        { operation: 'create', id: urn('Site', 'basket'), kind: 'sandbox:cloud:Site', name: 'basket', dependsOn: [urn('Route', 'cart')], properties: [{ path: 'replicas', after: '1' }, { path: 'token', secret: true }] },
      ],
    }],
    counts: { create: 1, update: 1, replace: 1, delete: 1, same: 5, other: 0 },
    unknowns: ['The address of route cart is known only after it was replaced.'],
    risk: { level: 'high', factors: [{ level: 'high', text: 'Deletes a database that holds 12,304 rows and has no backup.' }, { level: 'medium', text: 'Route cart is gone for about a second while it is replaced.' }] },
    recommendations: ['Make a backup of cart-old first: “back up cart-old”.'],
  },
  policy: [{ rule: 'no-open-database', outcome: 'passed', text: '' }, { rule: 'keep-data', outcome: 'warned', text: 'A database with rows is deleted.' }],
  rollback: {
    automatic: true, summary: 'search goes back to 1 replica and route cart to /cart. cart-old can’t be brought back once it is deleted, so it goes last.',
    steps: small.rollback.steps,
    irreversible: [{ id: urn('Database', 'cart-old'), name: 'cart-old', why: '41 MB, 12,304 rows, no backup' }],
  },
  bindings: small.bindings.map((binding) => ({ ...binding, target: 'pulumi:shop/prod' })),
  attachments: [...small.attachments, { sha256: digestOf(diff), title: 'Difference of search', mediaType: 'text/x-diff', bytes: diff.length }],
})

/** Names as an attacker would choose them, and as people in a hurry do. */
export const hostile: PlanDocument = documentOf({
  ...small,
  id: 'plan-44', title: 'Delete \u202Enothing\u202C at all',
  asked: { ...small.asked, words: 'tidy up', reading: 'delete site раураl', via: 'mcp' },
  simulation: {
    ...small.simulation,
    steps: [{
      step: 'step-2', fidelity: 'estimated', summary: 'Deploy\u001b[2K shop/dev', attachments: [],
      changes: [
        {
          operation: 'delete', id: urn('Site', 'x'), kind: 'sandbox:cloud:Site', name: 'раураl', dependsOn: [],
          properties: [{ path: 'a-very-long-path.with.many.parts.that-never-ends.and-goes-on', before: 'x'.repeat(300), after: '<img src=x onerror=alert(1)>' }],
        },
      ],
    }],
    counts: { create: 0, update: 0, replace: 0, delete: 1, same: 6, other: 0 }, risk: { level: 'medium', factors: [{ level: 'medium', text: 'Estimated only.' }] },
  },
})

export const bytesOf = (document: PlanDocument): string => canonical(document as Json)
export const base64Of = (document: PlanDocument): string => toBase64(toBytes(bytesOf(document)))
export const digestOfPlan = (document: PlanDocument): string => digestOf(bytesOf(document))

/** The paper as the panel itself reads it from the bytes. */
export const paperOf = (document: PlanDocument): Paper => readPaper(document.id, base64Of(document), digestOfPlan(document))

export function summaryOf(document: PlanDocument, changes: Partial<PlanSummary> = {}): PlanSummary {
  return {
    id: document.id, digest: digestOfPlan(document), state: 'awaiting', title: document.title, target: document.targets[0]?.id ?? '',
    risk: document.simulation.risk.level, counts: document.simulation.counts, createdAt: document.createdAt, expiresAt: document.expiresAt,
    person: document.asked.person,
    ...changes,
  }
}
