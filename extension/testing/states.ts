import type { Part, Run, RunStep, Status, Turn } from '../../shared/wire.ts'
import { initialState, type Countersigning, type State } from '../store/index.ts'
import { chip } from '../../shared/chip.ts'
import { diff, digestOfPlan, hostile, now, paperOf, preview, risky, small, summaryOf } from './plans.ts'
import { digestOf } from '../../shared/canonical.ts'

/** Every state that the panel can be in, by name, for pictures and for the accessibility checks. */

const status: Status = {
  version: '0.1.0', epoch: 'AAAAAAAAAAAAAAAAAAAAAA', person: 'Ada', device: 'device-AAAAAAAAAAAAAAAA', deviceName: 'Chrome on Linux',
  targets: [
    { id: 'pulumi:shop/dev', title: 'shop/dev', service: 'pulumi', place: 'sandbox · 127.0.0.1:9041 · project shop · stack dev', mode: 'dev', engine: 'embedded engine 3.270.0', sandbox: true },
    { id: 'pulumi:shop/prod', title: 'shop/prod', service: 'pulumi', place: 'sandbox · 127.0.0.1:9041 · project shop · stack prod', mode: 'read-only', engine: 'embedded engine 3.270.0', sandbox: true },
  ],
  approving: 'open', model: { connected: false }, audit: { size: 1204, root: 'f'.repeat(64), checkpoint: '', publicKey: '' }, cursor: 9,
}

const online: State = { ...initialState, connection: { kind: 'online' }, status, read: true, page: { kind: 'subject', removed: false, subject: { provider: 'sandbox', account: '127.0.0.1:9041', service: 'sites', kind: 'site', id: 'search' } } }

let turns = 0
function turn(text: string, changes: Partial<Turn> = {}): Turn {
  turns += 1
  return {
    id: `turn-${turns}`, message: '6f1c9c1e-8a3b-4e4f-9b8a-000000000000', at: now, person: 'Ada', device: status.device, via: 'sidebar', text, state: 'done', parts: [], ...changes,
  }
}
const text = (words: string, more: Partial<Extract<Part, { kind: 'paragraph' }>['spans'][number]> = {}) => ({ text: words, ...more })
const cell = (words: string, tone?: 'safe' | 'caution' | 'danger') => ({ spans: [text(words)], ...(tone === undefined ? {} : { tone }) })

const sites: readonly Part[] = [
  { kind: 'paragraph', spans: [text('3 sites, 1 database, 2 routes', { strong: true }), text(' in '), text('shop/dev', { code: true }), text('. Nothing drifted since 09:12.')] },
  {
    kind: 'table', columns: [{ title: 'Site' }, { title: 'Status' }, { title: 'Replicas', align: 'end' }],
    rows: [[cell('web'), cell('serving', 'safe'), cell('2')], [cell('cart'), cell('serving', 'safe'), cell('1')], [cell('search'), cell('slow, 840 ms', 'caution'), cell('1')]],
  },
  { kind: 'source', text: 'Read from the stack’s state and the live API, 64 ms · no change made' },
]
const reads: readonly Turn[] = [
  turn('what is running in the shop?', { parts: [...sites] }),
  turn('what changed today?', {
    parts: [
      { kind: 'timeline', entries: [
        { at: '2026-11-23T09:12:00.000Z', spans: [text('Checked for drift: none.')], tone: 'safe' },
        { at: '2026-11-23T11:40:00.000Z', spans: [text('Ada cut search to one replica in '), text('run-41', { to: 'run-41' }), text('.')], tone: 'caution' },
        { at: '2026-11-23T13:05:00.000Z', spans: [text('Ada asked to delete '), text('cart-old', { code: true }), text(' and rejected the plan.')] },
      ] },
      { kind: 'list', items: [[text('Documentation: '), text('how runs are recorded', { link: 'https://example.org/runs' })], [text('Two runs by you, none by anybody else.')]] },
      { kind: 'source', text: 'From records 1,180 to 1,204 of the audit' },
    ],
  }),
  turn('make it bigger', {
    parts: [{ kind: 'choice', question: 'What should be bigger?', options: [{ label: 'More replicas of search', text: 'set search replicas to 2' }, { label: 'A larger database', text: 'set database tier to medium' }] }],
  }),
]

const step = (name: string, state: RunStep['state'], changes: Partial<RunStep> = {}): RunStep =>
  ({ id: `urn:pulumi:dev::shop::sandbox:cloud:Site::${name}`, operation: 'update', kind: 'sandbox:cloud:Site', name, state, phase: 'forward', ...changes })
const timed = { startedAt: '2026-11-23T14:02:01.000Z', endedAt: '2026-11-23T14:02:04.100Z' }
/** The id of a change of the risky plan, by name. */
const changed = (name: string): string =>
  risky.simulation.steps.flatMap(({ changes }) => changes).find((one) => one.name === name)?.id ?? name
const run: Run = {
  id: 'run-42', plan: 'plan-43', digest: digestOfPlan(risky), title: 'Change shop/prod', target: 'pulumi:shop/prod', state: 'running', startedAt: now, person: 'Ada', canUndo: false,
  steps: [
    step('search', 'done', { ...timed, id: changed('search'), detail: 'replicas 1 → 2' }),
    step('cart', 'running', { id: changed('cart'), operation: 'replace', kind: 'sandbox:cloud:Route', startedAt: timed.startedAt, detail: 'the old one answers until the new one does' }),
    step('basket', 'waiting', { id: changed('basket'), operation: 'create' }),
    step('cart-old', 'waiting', { id: changed('cart-old'), operation: 'delete', kind: 'sandbox:cloud:Database' }),
  ],
  log: [{ at: now, text: 'Binding compared: program, configuration and state are as approved.' }, { at: now, text: 'search: replicas 1 → 2' }],
}
const ended: Partial<Run> = { endedAt: '2026-11-23T14:02:08.000Z', entry: 1204 }
const smallRun: Run = {
  ...run, ...ended, plan: 'plan-42', title: 'Scale search to 2', target: 'pulumi:shop/dev', digest: digestOfPlan(small), state: 'succeeded', asSimulated: true, canUndo: true,
  steps: [step('search', 'done', { ...timed, detail: 'replicas 1 → 2' })], conclusion: 'search has 2 replicas now, checked against the live API.',
}

const asked = (plan: typeof small): Turn => turn(plan.asked.words, { reading: plan.asked.reading, plan: plan.id })
const withPlan = (plan: typeof small, changes: Partial<State> = {}, state: Parameters<typeof summaryOf>[1] = {}): State =>
  ({ ...online, turns: [asked(plan)], plans: { [plan.id]: summaryOf(plan, state) }, papers: { [plan.id]: paperOf(plan) }, ...changes })
const withRun = (document: typeof small, of: Run): State => withPlan(document, { runs: { [of.id]: of } }, { state: of.state, run: of.id })

const dock: Countersigning = {
  plan: 'plan-43', digest: digestOfPlan(risky), chip: chip(digestOfPlan(risky)), title: risky.title, stage: 'open', code: '419', challenge: 'AAAAAAAAAAAAAAAAAAAAAA',
  expiresAt: '2026-11-23T14:03:42.000Z', tries: 3, terminal: 'shown',
}
const ticked = { 'plan-43': risky.rollback.irreversible.map(({ id }) => id) }
const docked = (changes: Partial<Countersigning>): State =>
  withPlan(risky, { acknowledged: ticked, countersigning: { ...dock, ...changes } })
const failure = (code: string, message: string, hint: string) => ({ code, message, hint })
const entry = (sequence: number, kind: string, more: object = {}) =>
  ({ sequence, at: now, kind, actor: { person: 'Ada', device: status.device, via: 'sidebar' }, leaf: 'e'.repeat(64), fields: { reason: 'as approved' }, ...more })
const records: State = {
  ...online, plans: { 'plan-42': summaryOf(small) },
  records: {
    loading: false, auditSize: 1205,
    plans: [summaryOf(hostile), summaryOf(risky, { state: 'rejected' }), summaryOf(small, { state: 'succeeded' })],
    runs: [smallRun, { ...smallRun, id: 'run-41', title: 'Cut search to one replica', state: 'rolled-back' }, { ...smallRun, id: 'run-40', title: 'Release 1.4', state: 'interrupted' }],
    entries: [entry(1204, 'run.succeeded', { plan: 'plan-42', run: 'run-42' }), entry(1203, 'approval.granted', { plan: 'plan-42' }), entry(1202, 'approval.pressed'), entry(1201, 'plan.awaiting')],
    proofs: { 1204: 'proven', 1203: 'proven', 1202: 'proven', 1201: 'checking' },
    devices: [
      { id: status.device, name: 'Chrome on Linux', person: 'Ada', origin: 'chrome-extension://mdndblkfhajhpogeckfdcifgodddldci', pairedAt: now, revoked: false },
      { id: 'device-BBBBBBBBBBBBBBBB', name: 'Terminal', person: 'Ada', origin: null, pairedAt: now, lastSeen: now, revoked: false },
      { id: 'device-CCCCCCCCCCCCCCCC', name: 'Old laptop', person: 'Grace', origin: null, pairedAt: now, revoked: true },
    ],
    preferences: { reach: 'balanced', role: 'engineer' },
    things: [
      { id: 'name-2', at: now, person: 'Ada', said: '“the till”', meant: 'cart', source: 'you said so in turn-12' },
      { id: 'order-7', at: now, person: 'Ada', said: 'scale the search to 2', meant: 'set shop:searchReplicas to 2, deploy in shop/dev', source: 'run-42 succeeded, 8 s', run: 'run-42' },
      { id: 'order-6', at: now, person: 'Ada', said: 'make the database bigger', meant: 'set shop:databaseTier to "medium", deploy in shop/dev', source: 'plan-40, never run', correction: 'I meant cart-old' },
    ],
  },
}

export const states: Readonly<Record<string, State>> = {
  starting: initialState,
  unpaired: { ...initialState, connection: { kind: 'unpaired', door: 'open', pairing: false } },
  'pairing-failed': { ...initialState, connection: { kind: 'unpaired', door: 'open', pairing: false, failure: failure('pairing-wrong-code', 'The code was wrong, or what answered is not the daemon that printed it; nothing was paired.', 'Run `countersign pair` on the daemon again for a new code, and read it from its terminal.') } },
  'pairing-closed': { ...initialState, connection: { kind: 'unpaired', door: 'closed', pairing: false } },
  down: { ...initialState, connection: { kind: 'down', address: '127.0.0.1:9040' } },
  blocked: { ...initialState, connection: { kind: 'blocked', address: '127.0.0.1:9040' } },
  mismatch: { ...initialState, connection: { kind: 'mismatch', failure: failure('version-mismatch', 'The daemon speaks countersign/2 and this side countersign/1, so nothing was sent.', 'Update the side that is older.') } },
  stranger: { ...initialState, connection: { kind: 'stranger', failure: failure('daemon-unverified', 'What answers at 127.0.0.1:9040 did not prove to be the paired daemon, so nothing it says is used.', 'If another program has the port, stop it; if the daemon was set up anew or this device was removed, pair again.') } },
  'went-back': { ...initialState, connection: { kind: 'went-back', failure: failure('history-changed', 'The record went back: this browser saw 1204 entries, and now there are 1189. Nothing was accepted.', 'If a backup was restored, accept it where that is recorded; otherwise look at the record with `countersign audit verify`.') } },
  'went-back-restored': { ...initialState, connection: { kind: 'went-back', failure: failure('history-changed', 'The record went back: this browser saw 1204 entries, and now there are 1189. Nothing was accepted.', 'If a backup was restored, accept it where that is recorded; otherwise look at the record with `countersign audit verify`.'), restored: { sequence: 1181, at: '2026-11-23T09:40:00.000Z', person: 'Ada Lovelace', size: 1181, replaced: 1204 } } },
  empty: online,
  'empty-unsupported': { ...online, page: { kind: 'unsupported', host: 'news.example.org' } },
  'empty-overview': { ...online, page: { kind: 'unsupported', host: '127.0.0.1:9041' } },
  'empty-unreadable': { ...online, page: { kind: 'unreadable' } },
  'empty-read-only': { ...online, status: { ...status, targets: status.targets.filter(({ mode }) => mode === 'read-only') } },
  reads: { ...online, turns: reads, draft: { text: 'why is search slow?' } },
  working: { ...online, turns: [...reads.slice(0, 1), turn('what would happen if I set replicas to 5?', { state: 'working', progress: 'Previewing shop/dev: 4 of 7 resources' })] },
  'reading': { ...online, turns: [turn('scale this to 3', {
    state: 'working', progress: 'Simulating', reading: 'set shop:searchReplicas to 3, deploy in shop/dev',
    filled: [{ said: 'this', meant: 'search', from: 'the page that you look at' }, { said: '', meant: 'in shop/dev', from: 'the only one that may be changed' }],
  })] },
  'failed-turn': { ...online, turns: [turn('set colour to blue', { state: 'failed', error: failure('setting-unknown', 'shop has no setting “colour”; nothing was changed.', 'The nearest are “title” and “search.replicas”.') })] },
  unsent: { ...online, turns: reads.slice(0, 1), outbox: [{ message: 'a', text: 'and what changed?', state: 'unsent', failure: failure('daemon-unreachable', 'Nothing answered at 127.0.0.1:9040, so nothing was changed by this request.', 'Start the daemon with `npm start`, or check the address.') }] },
  resuming: { ...online, connection: { kind: 'resuming', since: now }, turns: reads.slice(0, 1) },
  card: withPlan(small),
  'card-risky': withPlan(risky),
  'card-hostile': withPlan(hostile),
  'card-expanded': withPlan(risky, { expanded: { [digestOf(preview)]: { kind: 'read', text: preview }, [digestOf(diff)]: { kind: 'read', text: diff } } }),
  'card-refused': { ...withPlan(small), papers: { 'plan-42': { kind: 'refused', failure: failure('plan-digest', 'The plan’s bytes are not the ones that its digest names, so nothing of it is shown.', 'It can’t be approved from here. Ask for the change again, and look at the plan in the terminal.') } } },
  'card-moved': withPlan(small, { failures: { 'plan-42': failure('plan-moved', 'The world moved since plan-42 was simulated (state: another deployment finished); nothing was changed.', 'Ask again for a new plan.') } }),
  rejecting: withPlan(small, { rejecting: 'plan-42' }),
  pressing: docked({ stage: 'pressing', code: '' }),
  dock: docked({}),
  'dock-wrong': docked({ code: '', tries: 2, failure: failure('approval-wrong-code', 'That code is wrong; nothing was changed. 2 tries are left.', 'Type the six digits that the terminal shows beside the same mark.') }),
  'dock-over': docked({ stage: 'over', code: '', failure: failure('approval-void', 'That was the third wrong code: it is void now, and nothing was changed.', 'Press Approve again for a new one.') }),
  'dock-watch': docked({ terminal: 'watch', code: '' }),
  modify: withPlan(risky, { draft: { text: risky.asked.words, replaces: 'plan-43' } }),
  rejected: withPlan(small, {}, { state: 'rejected', why: 'Not on a Friday.' }),
  expired: withPlan(small, {}, { state: 'expired' }),
  superseded: withPlan(small, {}, { state: 'superseded', supersededBy: 'plan-43' }),
  running: withRun(risky, run),
  done: withRun(small, smallRun),
  failed: withRun(small, { ...smallRun, state: 'failed', asSimulated: false, steps: [step('search', 'failed', { ...timed, detail: 'the sandbox refused: out of replicas' })], conclusion: 'search was not changed: the sandbox refused. Nothing else was touched.' }),
  'rolled-back': withRun(risky, { ...run, ...ended, state: 'rolled-back', steps: [step('search', 'done', { ...timed, detail: 'replicas 1 → 2' }), step('cart', 'failed', { operation: 'replace', kind: 'sandbox:cloud:Route', ...timed, detail: 'the path is taken' }), step('basket', 'skipped', { operation: 'create' }), step('search', 'done', { ...timed, phase: 'rollback', detail: 'replicas 2 → 1' })], conclusion: 'Route cart could not be replaced. What was done before it was taken back; cart-old still exists.' }),
  interrupted: withRun(risky, { ...run, ...ended, state: 'interrupted', steps: [step('search', 'done', timed), step('cart', 'unknown', { operation: 'replace', kind: 'sandbox:cloud:Route' })], conclusion: 'The daemon stopped in the middle. search has 2 replicas; of route cart it is not known whether it was replaced. Ask “settle run 42” to find out.' }),
  undone: withRun(small, { ...smallRun, undoneBy: 'run-44', canUndo: false }),
  plans: { ...records, view: { name: 'records', tab: 'plans' } },
  runs: { ...records, view: { name: 'records', tab: 'runs' } },
  audit: { ...records, view: { name: 'records', tab: 'audit', focus: 'entry-1203' } },
  devices: { ...records, view: { name: 'records', tab: 'devices' } },
  targets: { ...records, view: { name: 'records', tab: 'targets' } },
  you: { ...records, view: { name: 'records', tab: 'you' } },
  'you-empty': { ...records, records: { ...records.records, things: [], preferences: { reach: 'thorough', role: 'owner' } }, view: { name: 'records', tab: 'you' } },
}
