import { expect, it } from 'vitest'
import { blackened, readEvent, type EngineEvent } from './event.ts'
import { Redaction } from './redaction.ts'

const redaction = new Redaction(['test', 'shop', 'Site', 'name'])
const urn = 'urn:pulumi:test::shop::pulumi-nodejs:dynamic/sandbox:Site::my-test'
const type = 'pulumi-nodejs:dynamic/sandbox:Site'
const state = (banner: string) => ({ type, urn, custom: true, id: 'sites/my-test', inputs: { name: 'my-test', banner }, outputs: { banner } })
const read = (raw: Record<string, unknown>): EngineEvent => blackened(readEvent({ timestamp: 1, ...raw })!, redaction)

it('leaves what a thing is as it is where a secret is a part of that, and blackens what it holds', () => {
  const metadata = { op: 'update', urn, type, keys: ['name'], diffs: ['banner'], old: state('a test'), new: state('the shop'), detailedDiff: { name: { diffKind: 'update' } } }
  const event = read({ resourcePreEvent: { metadata } })
  expect(event).toMatchObject({ kind: 'begin', step: {
    op: 'update', urn, type, keys: ['name'], diffs: ['banner'], detailedDiff: { name: {} },
    old: { urn, type, inputs: { name: 'my-[secret]', banner: 'a [secret]' }, outputs: { banner: 'a [secret]' } },
    new: { urn, type, inputs: { name: 'my-[secret]', banner: 'the [secret]' }, outputs: { banner: 'the [secret]' } },
  } })
})

it('blackens what is said about a thing, and not about which', () => {
  const event = read({ diagnosticEvent: { urn, severity: 'error', message: `${urn} failed over the password test` } })
  expect(event).toMatchObject({ kind: 'diagnostic', urn, message: expect.stringMatching(/over the password \[secret\]$/) })
})

it('keeps what is not there apart from what is empty', () => {
  const event = read({ resourcePreEvent: { metadata: { op: 'create', urn, type, old: null, new: state('x') } } })
  expect(event.kind === 'begin' && [event.step.old, event.step.keys]).toEqual([null, undefined])
})
