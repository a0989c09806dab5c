import { randomUUID } from 'node:crypto'
import type { Client } from '../../../shared/client.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { visible } from '../../../shared/visible.ts'
import type { Turn } from '../../../shared/wire.ts'
import type { Command, Result } from '../command.ts'
import { connectTo } from '../connection.ts'
import { loadPlan } from '../plan-document.ts'
import { planText } from '../plan-text.ts'
import { turnText } from '../turn-text.ts'

/** One message, as it would be typed into the sidebar. */
export const ask: Command = {
  usage: 'ask TEXT',
  about: 'ask, or ask for a change: reads are answered, a change becomes a plan to approve',
  words: [1, Infinity],
  async run({ home, words }) {
    const { client } = await connectTo(home)
    const { turn } = await client.post('/v1/ask', { message: randomUUID(), text: words.join(' ') })
    return told(client, turn)
  },
}

/** Makes the plan that takes a run back; it is approved like any other. */
export const undo: Command = {
  usage: 'undo RUN',
  about: 'make a plan that takes a run back',
  words: [1, 1],
  async run({ home, words: [id = ''] }) {
    const { client } = await connectTo(home)
    const { turn } = await client.post('/v1/runs/undo', { id, message: randomUUID() })
    return told(client, turn)
  },
}

/** What became of a message: an answer, or a plan. Throws the turn's own refusal. */
async function told(client: Client, turn: Turn): Promise<Result> {
  if (turn.error) throw new CountersignError(turn.error.code, turn.error.message, turn.error.hint)
  const text = turnText(turn)
  const reading = turn.reading === undefined ? '' : `I read this as: ${visible(turn.reading)}\n\n`
  if (turn.plan === undefined) {
    return { value: { type: 'answer', text, reading: turn.reading, turn: turn.id, parts: turn.parts }, text: reading + text, ok: turn.state === 'done' }
  }
  const plan = await loadPlan(client, turn.plan)
  const { id, digest, state, risk, title, target, counts, expiresAt } = plan.summary
  const { steps, rollback } = plan.document
  return {
    value: { type: 'plan', id, digest, state, risk, title, target, counts, steps, irreversible: rollback.irreversible, reading: turn.reading, text, expiresAt },
    text: [text, planText(plan), `Approve it with: countersign approve ${id}`].filter(Boolean).join('\n\n'),
  }
}
