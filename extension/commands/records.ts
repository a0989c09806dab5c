import type { Daemon } from '../daemon-client/index.ts'
import type { Proof, Records, Store } from '../store/index.ts'
import { attempt, failureOf } from './attempt.ts'
import type { Commands } from './commands.ts'

type RecordCommands = Pick<Commands, 'show' | 'open' | 'readRecords' | 'readOlderEntries' | 'prove' | 'revoke' | 'prefer' | 'forget' | 'correct' | 'setMode'>

const listed = 100

export function recordCommands(store: Store, daemon: Daemon): RecordCommands {
  const { dispatch } = store
  const readAudit = async (after?: number): Promise<Partial<Records>> => {
    const { entries, size } = await daemon.post('/v1/audit', { ...(after === undefined ? { newest: true } : { after }), limit: listed })
    return { entries: [...entries].sort((a, b) => b.sequence - a.sequence), auditSize: size }
  }
  const read = {
    plans: () => daemon.post('/v1/plans', { limit: listed }),
    runs: () => daemon.post('/v1/runs', { limit: listed }),
    audit: () => readAudit(),
    devices: () => daemon.post('/v1/devices', {}),
    targets: async () => {
      dispatch({ type: 'status', status: await daemon.post('/v1/status', {}) })
      return {}
    },
    you: async () => ({ ...await daemon.post('/v1/preferences', {}), things: (await daemon.post('/v1/memory', {})).things }),
  } as const satisfies Record<string, () => Promise<Partial<Records>>>

  return {
    show: (view) => dispatch({ type: 'view', view }),
    open(id) {
      const tab = id.startsWith('plan-') ? 'plans' : id.startsWith('run-') ? 'runs' : 'audit'
      dispatch({ type: 'view', view: { name: 'records', tab, focus: id } })
      if (tab === 'runs') attempt(store, id, async () => { dispatch({ type: 'run', run: (await daemon.post('/v1/runs/get', { id })).run }) })
    },
    readRecords(tab) {
      const { failure: _, ...records } = store.state().records
      dispatch({ type: 'records', records: { ...records, loading: true } })
      const focus = store.state().view
      const wanted = focus.name === 'records' && focus.focus?.startsWith('entry-') ? Number(focus.focus.slice('entry-'.length)) : undefined
      // An entry far back is opened where it stands, with what came around it.
      const reading = tab === 'audit' && wanted !== undefined ? read.audit().then((newest) =>
        (newest.entries?.at(-1)?.sequence ?? 0) <= wanted ? newest : readAudit(Math.max(-1, wanted - listed / 2))) : read[tab]()
      reading.then(
        (found) => dispatch({ type: 'records', records: { ...found, loading: false } }),
        (error: unknown) => dispatch({ type: 'records', records: { loading: false, failure: failureOf(error) } }),
      )
    },
    readOlderEntries: (before) => attempt(store, 'audit', async () => {
      const older = await readAudit(Math.max(-1, before - listed - 1))
      const seen = new Set(store.state().records.entries.map(({ sequence }) => sequence))
      const entries = [...store.state().records.entries, ...(older.entries ?? []).filter(({ sequence }) => !seen.has(sequence))]
      dispatch({ type: 'records', records: { entries } })
    }),
    prove(sequence) {
      const tell = (proof: Proof): void => dispatch({ type: 'proof', sequence, proof })
      tell('checking')
      daemon.prove(sequence).then((proven) => tell(proven ? 'proven' : 'unproven'), () => tell('unproven'))
    },
    revoke: (device) => attempt(store, 'devices', async () => {
      await daemon.post('/v1/devices/revoke', { id: device })
      dispatch({ type: 'records', records: await daemon.post('/v1/devices', {}) })
    }),
    prefer: (change) => attempt(store, 'you', async () => dispatch({ type: 'records', records: await daemon.post('/v1/preferences', change) })),
    forget: (thing) => attempt(store, 'you', async () => {
      dispatch({ type: 'records', records: { things: (await daemon.post('/v1/memory/forget', thing === undefined ? {} : { id: thing })).things } })
    }),
    correct: (thing, correction) => attempt(store, thing, async () => {
      dispatch({ type: 'records', records: { things: (await daemon.post('/v1/memory/correct', { id: thing, correction })).things } })
    }),
    setMode: (target, mode) => attempt(store, target, async () => {
      const { turn, status } = await daemon.post('/v1/mode', { target, mode, message: crypto.randomUUID() })
      dispatch({ type: 'status', status })
      if (turn === undefined) return
      // More may change only after a countersignature: that plan is in the conversation.
      dispatch({ type: 'turn', turn })
      dispatch({ type: 'view', view: { name: 'chat' } })
    }),
  }
}
