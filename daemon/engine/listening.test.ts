import { expect, it } from 'vitest'
import type { EngineEvent } from './event.ts'
import { Listening } from './listening.ts'
import { Redaction } from './redaction.ts'

const urn = (name: string) => `urn:pulumi:dev::shop::a:b:C::${name}`
const state = (name: string, outputs: object) => ({ type: 'a:b:C', urn: urn(name), inputs: {}, outputs })
const secret = { password: { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', ciphertext: '[secret]' } }
const step = (op: string, name: string, outputs = {}) => ({ metadata: { op, urn: urn(name), type: 'a:b:C', new: state(name, outputs) } })
const begin = (name: string) => ({ timestamp: 1, resourcePreEvent: step('create', name) })
const end = (name: string, outputs = {}, op = 'create') => ({ timestamp: 1, resOutputsEvent: step(op, name, outputs) })
const fail = (name: string) => ({ timestamp: 1, resOpFailedEvent: step('create', name) })
const says = (severity: string, message: string) => ({ timestamp: 1, diagnosticEvent: { severity, message } })

/** A listening, and what was passed on so far, each event in a word or two. */
function listen(redactionAfter?: () => Promise<Redaction>, refusal?: (event: EngineEvent) => void) {
  const [passed, refusals]: [string[], unknown[]] = [[], []]
  const listening = new Listening({
    redaction: new Redaction(['known-secret']), redactionAfter, refuse: reason => { refusals.push(reason) },
    onEvent: event => {
      passed.push(event.kind === 'diagnostic' ? event.message : event.kind)
      refusal?.(event)
    },
  })
  return { listening, passed, refusals }
}
const after = () => Promise.resolve(new Redaction(['known-secret', 'made-up-now']))

it('passes on at once what can’t repeat a secret of this operation', () => {
  const { listening, passed } = listen(after)
  for (const event of [begin('a'), says('info', 'about known-secret'), end('a', { plain: 1 }), end('b', secret, 'same'), says('info', 'goes on')]) listening.hear(event)
  expect(passed).toEqual(['begin', 'about [secret]', 'end', 'end', 'goes on'])
})

it('holds what failures say until the secrets of the state are known, in order and blackened', async () => {
  const { listening, passed } = listen(after)
  for (const event of [begin('a'), says('error', 'no login by made-up-now'), fail('a'), begin('b')]) listening.hear(event)
  expect(passed).toEqual(['begin', 'begin'])
  expect((await listening.over()).text('printed made-up-now')).toBe('printed [secret]')
  expect(passed).toEqual(['begin', 'begin', 'no login by [secret]', 'fail'])
  expect(listening.events).toMatchObject([{ kind: 'begin' }, { message: 'no login by [secret]' }, { kind: 'fail' }, { kind: 'begin' }])
})

it('holds everything that is said once something with a secret was made, and no step', async () => {
  const { listening, passed } = listen(after)
  for (const event of [begin('a'), end('a', secret), says('info', 'it is made-up-now'), begin('b'), end('b')]) listening.hear(event)
  expect(passed).toEqual(['begin', 'end', 'begin', 'end'])
  await listening.over()
  expect(passed.at(-1)).toBe('it is [secret]')
})

it('shows nothing of what was said where the secrets can’t be read', async () => {
  const { listening, passed } = listen(() => Promise.reject(new Error('no passphrase')))
  listening.hear(says('error', 'no login by made-up-now'))
  expect((await listening.over()).text('printed made-up-now')).not.toContain('made-up')
  expect(passed).toEqual([expect.stringContaining('not known')])
})

it('holds nothing of a preview, and hears a refusal at once', async () => {
  const { listening, passed, refusals } = listen(undefined, event => { if (event.kind === 'begin') throw new Error('not approved') })
  for (const event of [says('error', 'broke'), begin('a'), begin('b'), { strange: true }]) listening.hear(event)
  expect([passed, refusals.length, listening.unread]).toEqual([['broke', 'begin', 'begin'], 2, 1])
  expect(listening.refused).toMatchObject({ message: 'not approved' })
  expect((await listening.over()).text('known-secret')).toBe('[secret]')
})
