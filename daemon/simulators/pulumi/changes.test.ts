import { describe, expect, it } from 'vitest'
import type { EngineEvent, StepMetadata } from '../../engine/index.ts'
import { changesOf } from './changes.ts'
import { rollbackPlan } from './rollback-plan.ts'

const urn = (name: string, type = 'pulumi-nodejs:dynamic/sandbox:Site') => `urn:pulumi:dev::shop::${type}::${name}`
const state = (inputs: Record<string, unknown>, outputs = inputs) => ({ type: '', urn: '', inputs, outputs })
type State = ReturnType<typeof state>
type More = { keys?: string[], type?: string }
function begin(op: string, name: string, from: State | undefined, to: State | undefined, more: More = {}): EngineEvent {
  const type = more.type ?? 'pulumi-nodejs:dynamic/sandbox:Site'
  return { kind: 'begin', at: 0, step: { op, urn: urn(name, type), type, old: from, new: to, keys: more.keys } }
}
const secret = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', ciphertext: '[secret]' }
const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

describe('the changes of a preview', () => {
  it('hold what differs, with unknowns and secrets as such, and never the provider’s code', () => {
    const { changes, counts, unknowns } = changesOf([
      begin('update', 'web', state({ replicas: 2, key: secret, __provider: 'a', same: 1 }), state({ replicas: 3, key: { ...secret, ciphertext: 'x' }, address: unknown, __provider: 'b', same: 1 })),
      begin('same', 'cart', state({}), state({})),
    ], [])
    expect(changes).toEqual([{
      operation: 'update', id: urn('web'), kind: 'sandbox:Site', name: 'web', dependsOn: [],
      properties: [{ path: 'address', unknown: true }, { path: 'key', secret: true }, { path: 'replicas', before: '2', after: '3' }],
    }])
    expect(counts).toEqual({ create: 0, update: 1, replace: 0, delete: 0, same: 1, other: 0 })
    expect(unknowns).toEqual(['sandbox:Site web: address'])
  })

  it('find an unknown inside of a structure, and keep a secret inside of one', () => {
    const [change] = changesOf([begin('create', 'web', undefined, state({ deep: { list: [unknown] }, env: [{ value: secret }] }))], []).changes
    expect(change?.properties).toEqual([{ path: 'deep', unknown: true }, { path: 'env', secret: true }])
  })

  it('count the parts of a replacement as one, and name what it would lose', () => {
    const type = 'pulumi-nodejs:dynamic/sandbox:Database'
    const old = state({ encoding: 'a' }, { encoding: 'a', rows: 12304, bytes: 41 << 20 } as never)
    const { changes, counts } = changesOf([
      begin('delete-replaced', 'main', old, undefined, { type }),
      begin('replace', 'main', old, state({ encoding: 'b' }), { type, keys: ['encoding'] }),
      begin('create-replacement', 'main', old, state({ encoding: 'b' }), { type, keys: ['encoding'] }),
    ], [])
    expect(counts).toMatchObject({ replace: 1, delete: 0, create: 0 })
    expect(changes).toMatchObject([{ operation: 'replace', irreversible: '12,304 rows, 41 MB when last read; the new database is empty', properties: [{ path: 'encoding', replaces: true }] }])
  })

  it('leave out the stack itself and default providers', () => {
    const events = [begin('create', 'shop-dev', undefined, state({}), { type: 'pulumi:pulumi:Stack' }), begin('update', 'default', state({}), state({ a: 1 }), { type: 'pulumi:providers:aws' })]
    const provider = { ...events[1]!, step: { ...(events[1] as { step: { urn: string } }).step, urn: 'urn:pulumi:dev::shop::pulumi:providers:aws::default_6_0' } } as EngineEvent
    expect(changesOf([events[0]!, provider], []).changes).toEqual([])
  })

  const type = 'aws:s3/bucketV2:BucketV2'
  it.each([
    ['a bridged provider', 'my-web', { bucket: 'my-web-3f2a1b9' }, { bucket: 'my-web-0c0ffee' }, { path: 'bucket', after: 'my-web-*******' }],
    ['a queue', 'jobs', { name: 'jobs-3f2a1b9.fifo' }, { name: 'jobs-0c0ffee.fifo' }, { path: 'name', after: 'jobs-*******.fifo' }],
    ['Azure', 'My-Store', { accountName: 'mystore3f2a1b9c' }, { accountName: 'mystore0c0ffee1' }, { path: 'accountName', after: 'mystore********' }],
    ['Kubernetes', 'web', { metadata: { name: 'web-3f2a1b9c' } }, { metadata: { name: 'web-0c0ffee1' } }, { path: 'metadata', after: '{"name":"web-********"}' }],
  ])('are the same where %s drew other digits for a new name', (_who, name, one, other, shown) => {
    const [first, second] = [one, other].map(inputs => changesOf([begin('create', name, undefined, state(inputs), { type })], []))
    expect(second).toEqual(first)
    expect(first?.changes[0]?.properties).toEqual([shown])
    const again = [one, other].map(inputs => changesOf([begin('create-replacement', name, state({ name: 'before' }), state({ ...inputs }), { type })], []).digest)
    expect(again[0]).toBe(again[1])
  })

  it('are others where anything else differs, also digits that no provider drew', () => {
    const digest = (op: string, name: string) => changesOf([begin(op, 'web', state({ name: 'web-0000000' }), state({ name }), { type })], []).digest
    expect(new Set(['web-3f2a1b9', 'web-20261126', 'web-20261127', 'other-3f2a1b9', 'web-3f2a', 'web-3f2a1b9-x'].map(name => digest('create', name))).size).toBe(6)
    const ours = (name: string) => changesOf([begin('create', 'web', undefined, state({ name }))], []).digest
    expect(ours('web-3f2a1b9')).not.toBe(ours('web-0c0ffee'))
    expect(digest('update', 'web-3f2a1b9')).not.toBe(digest('update', 'web-0c0ffee'))
  })

  it('have one digest, in whatever order an engine comes to what does not depend on each other', () => {
    const events = [begin('create', 'web', undefined, state({ replicas: 2 })), begin('delete', 'cart', state({}), undefined), begin('update', 'api', state({ a: 1 }), state({ a: 2 }))]
    const digest = (all: readonly EngineEvent[]) => changesOf(all, []).digest
    expect(digest(events.toReversed())).toBe(digest(events))
    expect(digest(events.slice(1))).not.toBe(digest(events))
  })

  it('come with the stack’s outputs that would differ, of which the digest holds the names', () => {
    const type = 'pulumi:pulumi:Stack'
    const told = (to: Record<string, unknown>): EngineEvent => {
      const { step } = begin('same', 'shop-dev', state({}, { greeting: 'hello', token: secret, at: 1 }), state({}, to), { type }) as { step: StepMetadata }
      return { kind: 'end', at: 0, step }
    }
    const before = { greeting: 'hello', token: secret, at: 1 }
    const after = (at: number) => changesOf([told(before), told({ greeting: 'bye', token: secret, at })], [])
    expect(after(2)).toMatchObject({ changes: [], outputs: [{ path: 'at', before: '1', after: '2' }, { path: 'greeting', before: 'hello', after: 'bye' }] })
    expect(after(2).digest).toBe(after(3).digest)
    expect(after(2).digest).not.toBe(after(1).digest)
    expect(changesOf([told(before)], []).outputs).toEqual([])
  })

  it('have another digest for another value, also past what a card shows', () => {
    const long = 'x'.repeat(5000)
    const digest = (text: string) => changesOf([begin('create', 'web', undefined, state({ text }))], []).digest
    expect(digest(`${long}a`)).not.toBe(digest(`${long}b`))
    expect(digest(long)).toBe(digest(long))
  })
})

describe('a rollback plan', () => {
  const { changes } = changesOf([
    begin('create', 'new', undefined, state({ a: 1 })), begin('update', 'web', state({ replicas: 2 }), state({ replicas: 3 })),
    begin('delete', 'old', state({ a: 1 }), undefined),
  ], [])

  it('is the inverse, last change first', () => {
    const plan = rollbackPlan(changes, 'Settings go back.')
    expect(plan.steps.map(step => `${step.operation} ${step.name}`)).toEqual(['create old', 'update web', 'delete new'])
    expect(plan).toMatchObject({ automatic: true, summary: 'Settings go back. Back to: web to replicas 2.', irreversible: [] })
  })

  it('waits for a person where data would be gone or a protection is in the way', () => {
    const lost = changes.map(change => change.name === 'old' ? { ...change, irreversible: 'rows' } : change)
    expect(rollbackPlan(lost, '')).toMatchObject({ automatic: false, irreversible: [{ name: 'old', why: 'rows' }] })
    const stuck = changes.map(change => change.name === 'new' ? { ...change, protected: true } : change)
    expect(rollbackPlan(stuck, '').automatic).toBe(false)
  })

  it('goes by itself over a replacement that loses nothing but the identity, which it names', () => {
    const { changes: replaced } = changesOf([begin('replace', 'web', state({ zone: 'a' }), state({ zone: 'b' }))], [])
    const plan = rollbackPlan(replaced, 'Settings go back.')
    expect(plan).toMatchObject({ automatic: true, irreversible: [{ name: 'web' }], summary: 'Settings go back. web would come back as another one.' })
  })
})
