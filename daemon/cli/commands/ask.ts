import { randomUUID } from 'node:crypto'
import type { Client } from '../../../shared/client.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { Mode } from '../../../shared/plan.ts'
import { visible } from '../../../shared/visible.ts'
import type { Turn } from '../../../shared/wire.ts'
import { WrongUse, type Command, type Result } from '../command.ts'
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

/** Lowering is done at once; raising is a change like any other, with a plan and a code. */
export const mode: Command = {
  usage: 'mode TARGET [MODE]',
  about: 'show what may be changed at a target, or set it: read-only, dev, production',
  words: [1, 2],
  async run({ home, words: [named = '', wanted] }) {
    const { client } = await connectTo(home)
    const { targets } = await client.post('/v1/status', {})
    const target = targets.find(({ id, title }) => id === named || title === named)
    if (!target) {
      const known = targets.map(({ id }) => id).join(', ') || 'none'
      throw new CountersignError('target-unknown', `There is no target ${visible(named)}; nothing was changed.`, `Known are ${visible(known)}.`)
    }
    if (wanted === undefined) return { value: { target: target.id, mode: target.mode }, text: `${visible(target.id)} is ${target.mode}.` }
    const chosen = Mode.safeParse(wanted)
    if (!chosen.success) throw new WrongUse(`A mode is one of ${Mode.options.join(', ')}.`)
    const { turn } = await client.post('/v1/mode', { target: target.id, mode: chosen.data, message: randomUUID() })
    if (turn) return told(client, turn)
    return { value: { target: target.id, mode: chosen.data }, text: `${visible(target.id)} is ${chosen.data} now.` }
  },
}

/** What became of a message: an answer, or a plan. Throws the turn's own refusal. */
async function told(client: Client, turn: Turn): Promise<Result> {
  if (turn.error) throw new CountersignError(turn.error.code, turn.error.message, turn.error.hint)
  const text = turnText(turn)
  const filled = (turn.filled ?? []).map(({ said, meant, from }) => `  ${said === '' ? '' : `“${visible(said)}” as `}${visible(meant)}: ${visible(from)}`)
  const reading = turn.reading === undefined ? '' : `${[`I read this as: ${visible(turn.reading)}`, ...filled].join('\n')}\n\n`
  if (turn.plan === undefined) {
    return { value: { type: 'answer', text, reading: turn.reading, filled: turn.filled, turn: turn.id, parts: turn.parts }, text: reading + text, ok: turn.state === 'done' }
  }
  const plan = await loadPlan(client, turn.plan)
  const { id, digest, state, risk, title, target, counts, expiresAt } = plan.summary
  const { steps, rollback } = plan.document
  return {
    value: { type: 'plan', id, digest, state, risk, title, target, counts, steps, irreversible: rollback.irreversible, reading: turn.reading, filled: turn.filled, text, expiresAt },
    // how it was read is in the plan's own bytes; what the words did not say is not
    text: [text, filled.length === 0 ? '' : ['Your words did not say:', ...filled].join('\n'), planText(plan), `Approve it with: countersign approve ${id}`].filter(Boolean).join('\n\n'),
  }
}
