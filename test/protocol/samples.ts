import type { Path } from '../../shared/wire.ts'

const digest = '0'.repeat(64)
const statement = { format: 'countersign/approval/1', digest, challenge: 'A'.repeat(22), decision: 'approve', expiresAt: '2026-01-01T00:00:00.000Z', acknowledged: [] }
/** A request of each route that its schema takes, for others to be made from by changing one thing. */
export const samples: Record<Path, unknown> = {
  '/v1/status': {}, '/v1/conversation': { before: 'turn-1', limit: 5 },
  '/v1/ask': { message: '6a1f8f6e-3f0e-4b3a-9d3c-0d7c3f8a2b11', text: 'scale', subject: { provider: 'sandbox', kind: 'site', id: 'shop' } },
  '/v1/ask/stop': { turn: 'turn-1' }, '/v1/classify': { messages: [{ id: 'a', text: 'show' }] }, '/v1/preferences': { reach: 'literal', role: 'engineer' }, '/v1/memory': { about: 'shop', limit: 3 },
  '/v1/memory/correct': { id: 'order-1', correction: 'I meant the cart' }, '/v1/memory/forget': { id: 'name-1' }, '/v1/plans': { limit: 3 }, '/v1/plans/get': { id: 'plan-1' },
  '/v1/plans/attachment': { id: 'plan-1', sha256: digest }, '/v1/plans/press': { id: 'plan-1', digest }, '/v1/plans/cancel': { id: 'plan-1', challenge: 'x' },
  '/v1/plans/approve': { id: 'plan-1', code: '123456', statement, signature: 'AAAA' }, '/v1/plans/reject': { id: 'plan-1', statement, signature: 'AAAA', comment: 'no' },
  '/v1/runs': {}, '/v1/runs/get': { id: 'run-1' }, '/v1/runs/stop': { id: 'run-1' }, '/v1/runs/undo': { id: 'run-1', message: '6a1f8f6e-3f0e-4b3a-9d3c-0d7c3f8a2b11' },
  '/v1/mode': { target: 'pulumi:shop/dev', mode: 'dev', message: '6a1f8f6e-3f0e-4b3a-9d3c-0d7c3f8a2b11' }, '/v1/audit': { after: -1, limit: 10, newest: true },
  '/v1/audit/checkpoint': { from: 1 }, '/v1/audit/entry': { sequence: 1 }, '/v1/devices': {}, '/v1/devices/revoke': { id: 'device-AAAAAAAAAAAAAAAA' },
}

/** The value with one place of it, or all of it, replaced. */
export function mutated(value: unknown, place: number, by: unknown): unknown {
  const places: ((by: unknown) => unknown)[] = []
  const walk = (inner: unknown, rebuild: (changed: unknown) => unknown): void => {
    places.push(rebuild)
    if (inner === null || typeof inner !== 'object') return
    for (const key of Object.keys(inner)) {
      walk((inner as Record<string, unknown>)[key], (changed) => rebuild(Array.isArray(inner)
        ? inner.map((each: unknown, index) => (String(index) === key ? changed : each))
        : { ...inner, [key]: changed }))
    }
    if (!Array.isArray(inner)) places.push((changed) => rebuild({ ...inner, added: changed }))
  }
  walk(value, (changed) => changed)
  return places[place % places.length]?.(by)
}
