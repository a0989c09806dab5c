import { CountersignError } from '../../../shared/errors.ts'
import type { PlanDocument } from '../../../shared/plan.ts'
import { visible, visibleName } from '../../../shared/visible.ts'
import type { AnswerOf } from '../../../shared/wire.ts'
import { WrongUse, type Command, type Invocation } from '../command.ts'
import { connectTo, type Connection } from '../connection.ts'
import { rejectionOf, signDecision } from '../decision.ts'
import { followRun } from '../follow-run.ts'
import { loadPlan, type LoadedPlan } from '../plan-document.ts'
import { planText } from '../plan-text.ts'
import { runText, runValue, stepText } from '../run-text.ts'
import { unseen } from '../unseen.ts'

/**
 * Approves a plan: the daemon's terminal shows the code, which is typed here or comes from standard input. It is no argument, because
 * every user of the machine can list those.
 */
export const approve: Command = {
  usage: 'approve ID [--acknowledge NAME ...]',
  about: 'approve a plan with the code that the daemon’s terminal shows, and wait for its run',
  options: { acknowledge: { type: 'string', multiple: true } },
  words: [1, 1],
  async run(invocation) {
    const { home, words: [id = ''], tell, input } = invocation
    const connection = await connectTo(home)
    const plan = await loadPlan(connection.client, id)
    if (input.interactive) tell(planText(plan))
    const acknowledged = await acknowledge(plan.document, invocation)
    const pressed = await connection.client.post('/v1/plans/press', { id, digest: plan.summary.digest })
    if (pressed.terminal === 'watch') {
      await connection.client.post('/v1/plans/cancel', { id, challenge: pressed.challenge })
      throw unseen(`approve ${id}`)
    }
    const run = await withCode(connection, plan, pressed, acknowledged, invocation)
    const shown = new Set<string>()
    const ended = await followRun(connection.client, run, ({ steps }) => {
      for (const line of steps.map(stepText)) {
        if (!shown.has(line) && input.interactive) tell(line)
        shown.add(line)
      }
    })
    return { value: runValue(ended), text: runText(ended), ok: ended.state === 'succeeded' }
  },
}

/** Rejects a plan, for the record and for whoever asked. */
export const reject: Command = {
  usage: 'reject ID [--comment TEXT]',
  about: 'reject a plan',
  options: { comment: { type: 'string' } },
  words: [1, 1],
  async run({ home, words: [id = ''], options }) {
    const { client, key } = await connectTo(home)
    const { summary } = await loadPlan(client, id)
    const statement = rejectionOf(summary.digest)
    const comment = typeof options.comment === 'string' ? { comment: options.comment } : {}
    const answer = await client.post('/v1/plans/reject', { id, statement, signature: await signDecision(key, statement), ...comment })
    return { value: { id, digest: answer.summary.digest, state: answer.summary.state }, text: `${id} is ${answer.summary.state}.` }
  },
}

/** What can't be taken back is named by whoever approves it; the ids of all of it, sorted. */
async function acknowledge({ rollback }: PlanDocument, { options, input }: Invocation): Promise<string[]> {
  const given = new Set(Array.isArray(options.acknowledge) ? options.acknowledge : [])
  for (const { name, why } of rollback.irreversible) {
    // A name with characters that can't be typed is taken as it is shown: no two names are shown alike.
    if (given.has(name) || given.has(visibleName(name))) continue
    if (!input.interactive) {
      throw new CountersignError('approval-unacknowledged', `This can't be taken back: ${visibleName(name)}: ${visible(why)}; nothing was changed.`,
        `Say so: --acknowledge ${JSON.stringify(visibleName(name))}`)
    }
    const typed = await input.next(`This can't be taken back: ${visibleName(name)}: ${visible(why)}\nType ${visibleName(name)} to go on: `)
    if (typed !== name && typed.trim() !== visibleName(name)) throw new CountersignError('approval-unacknowledged', 'That is another name; nothing was changed.', 'Approve again to try again.')
  }
  return rollback.irreversible.map(({ id }) => id).sort()
}

/** Reads the code, as often as the daemon takes another one; the run's id. */
async function withCode(
  { client, key }: Connection, { summary: { id, digest } }: LoadedPlan, pressed: AnswerOf<'/v1/plans/press'>, acknowledged: string[],
  { input, tell }: Invocation,
): Promise<string> {
  const { challenge, expiresAt } = pressed
  const statement = { format: 'countersign/approval/1' as const, digest, challenge, decision: 'approve' as const, expiresAt, acknowledged }
  const signature = await signDecision(key, statement)
  const expired = new CountersignError('approval-expired', 'The code has expired; nothing was changed.', `Run \`countersign approve ${id}\` again for a new one.`)
  const expiry = new AbortController()
  const timer = setTimeout(() => expiry.abort(expired), Math.max(0, Date.parse(expiresAt) - Date.now()))
  // Ctrl-C is the press on "back": the code is void at once.
  const cancel = (): void => expiry.abort(new CountersignError('cancelled', 'You went back; nothing was changed.', `Run \`countersign approve ${id}\` to begin again.`))
  process.once('SIGINT', cancel)
  try {
    for (;;) {
      const code = (await input.next('Code: ', expiry.signal)).replaceAll(/[\s-]/g, '')
      if (!/^\d{6}$/.test(code)) {
        if (!input.interactive) throw new WrongUse('A code is six digits.')
        tell('A code is six digits.')
        continue
      }
      try {
        return (await client.post('/v1/plans/approve', { id, code, statement, signature })).run
      } catch (error) {
        if (!(error instanceof CountersignError) || error.code !== 'approval-wrong-code' || !input.interactive) throw error
        tell(error.message)
      }
    }
  } catch (error) {
    if (expiry.signal.aborted && error !== expired) await client.post('/v1/plans/cancel', { id, challenge })
    throw error
  } finally {
    clearTimeout(timer)
    process.off('SIGINT', cancel)
  }
}
