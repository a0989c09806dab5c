import type { Turn } from '../../shared/wire.ts'
import type { Daemon } from '../daemon-client/index.ts'
import type { Outgoing, Store } from '../store/index.ts'
import { attempt, failureOf } from './attempt.ts'
import type { Commands } from './commands.ts'

type ConversationCommands = Pick<Commands, 'send' | 'stopTurn' | 'resend' | 'discard' | 'readEarlier' | 'editReading'>

/** Turns that are read at once. */
export const pageOfTurns = 50

/** Milliseconds in which a broken stream is noticed, where the same daemon answered no request. */
const noticing = 3000

/** An answer that was lost on the way: the daemon may have taken the message, so it is asked again with the same id, not called unsent. */
const lostAnswers = new Set(['answer-broken', 'daemon-unreachable', 'timeout'])

export function conversationCommands(store: Store, daemon: Daemon): ConversationCommands {
  return {
    send(text) {
      const { draft, page } = store.state()
      const words = draft.words
      const outgoing: Outgoing = {
        message: crypto.randomUUID(), text: words ?? text, state: 'sending',
        ...(words === undefined ? {} : { reading: text }),
        ...(draft.replaces === undefined ? {} : { replaces: draft.replaces }),
        ...(page.kind === 'subject' && !page.removed ? { subject: page.subject } : {}),
      }
      store.dispatch({ type: 'view', view: { name: 'chat' } })
      store.dispatch({ type: 'draft', draft: { text: '' } })
      deliver(store, daemon, outgoing)
    },
    stopTurn: (turn) => attempt(store, 'chat', async () => {
      store.dispatch({ type: 'turn', turn: (await daemon.post('/v1/ask/stop', { turn })).turn })
    }),
    resend(message) {
      const outgoing = store.state().outbox.find((one) => one.message === message)
      if (outgoing !== undefined) deliver(store, daemon, outgoing)
    },
    discard: (message) => store.dispatch({ type: 'discarded', message }),
    readEarlier: () => attempt(store, 'chat', async () => {
      const first = store.state().turns[0]
      if (first === undefined) return
      const { turns } = await daemon.post('/v1/conversation', { before: first.id, limit: pageOfTurns })
      store.dispatch({ type: 'conversation', turns, earlier: turns.length === pageOfTurns, before: true })
    }),
    editReading(turn: Turn) {
      // What is being made out of the old reading is of no use any more.
      if (turn.state === 'working') attempt(store, 'chat', async () => { await daemon.post('/v1/ask/stop', { turn: turn.id }) })
      const replaces = turn.plan !== undefined && store.state().plans[turn.plan]?.state === 'awaiting' ? { replaces: turn.plan } : {}
      store.dispatch({ type: 'draft', draft: { text: turn.reading ?? turn.text, words: turn.text, ...replaces } })
    },
  }
}

/** Sends a message, or sends it again: its id stays, so the daemon takes it once. */
export function deliver(store: Store, daemon: Daemon, outgoing: Outgoing): void {
  const { state: _, failure: __, ...message } = outgoing
  store.dispatch({ type: 'sending', outgoing: { ...message, state: 'sending' } })
  daemon.post('/v1/ask', message).then(
    ({ turn }) => store.dispatch({ type: 'turn', turn }),
    (error: unknown) => {
      const failure = failureOf(error)
      const unsent = (): void => store.dispatch({ type: 'unsent', message: message.message, failure })
      if (!lostAnswers.has(failure.code)) return unsent()
      // The connection mends itself, and what is still on its way then is delivered again (`resume`). That it broke may only be noticed
      // in a moment; if by then it did not break, nobody would deliver.
      setTimeout(() => {
        const waits = store.state().outbox.some((one) => one.message === message.message && one.state === 'sending')
        if (waits && store.state().connection.kind === 'online') unsent()
      }, noticing)
    },
  )
}

/** After a break: whatever was on its way and has not shown up in the conversation goes out again. */
export function resume(store: Store, daemon: Daemon): void {
  for (const outgoing of store.state().outbox) if (outgoing.state === 'sending') deliver(store, daemon, outgoing)
}
