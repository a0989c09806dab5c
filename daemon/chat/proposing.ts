import { CountersignError } from '../../shared/errors.ts'
import { excerpt } from '../../shared/excerpt.ts'
import type { Asked, Step } from '../../shared/plan.ts'
import { paragraph } from './answers/parts.ts'
import { shortId } from './landscape.ts'
import { concernsOf, lessonsOf } from './lessons.ts'
import type { Attention, Needs } from './needs.ts'
import type { Heard, Reply } from './reply.ts'

/** Simulates steps as a plan, and remembers the order. What memory has to say about it stands above the card. */
export async function propose(
  title: string, reading: string, steps: readonly Step[], { message, actor }: Heard, needs: Needs, attention: Attention
): Promise<Reply> {
  const asked: Asked = {
    words: message.text, reading: excerpt(reading, 2000), person: actor.person, device: actor.device, deviceName: actor.deviceName,
    via: actor.via,
    ...(message.subject && { subject: message.subject }),
  }
  attention.progress('Simulating')
  const summary = await needs.plans.propose(
    {
      title, asked, steps, concerns: concernsOf(steps, needs),
      ...(message.replaces !== undefined && { supersedes: message.replaces }),
    }, attention
  )
  const target = steps[0]?.target ?? ''
  if (message.replaces !== undefined) needs.memory?.correct({ plan: message.replaces }, message.text)
  const lessons = lessonsOf(steps, needs)
  needs.memory?.begin(
    {
      at: (needs.now?.() ?? new Date()).toISOString(), person: actor.person, words: excerpt(message.text, 2000), reading, target, steps,
      plan: summary.id,
    }
  )
  return { parts: lessons, reading, plan: summary.id }
}

/** Takes a run back: the one that is named, else the newest that can be. */
export async function undo(run: string | undefined, heard: Heard, needs: Needs, attention: Attention): Promise<Reply> {
  const id = run ?? needs.plans.runs(50).find((each) => each.canUndo)?.id
  if (id === undefined) return { parts: [paragraph('There is no run that could be undone. Nothing was changed.')] }
  const { title, steps, later } = needs.plans.undo(id)
  const reply = await propose(
    title, `undo ${id}${later.length > 0 ? `, on which ${later.join(', ')} built` : ''}`, steps, heard, needs, attention
  )
  return { ...reply, understood: { target: steps[0]?.target ?? '', settings: [] } }
}

/** Lowers a mode at once; raising one is a plan. */
export async function mode(
  target: string, wanted: 'read-only' | 'dev' | 'production', heard: Heard, needs: Needs, attention: Attention
): Promise<Reply> {
  const changed = needs.plans.mode(target, wanted, heard.actor)
  if ('changed' in changed) return { parts: [paragraph(`${shortId(target)} is ${wanted} now.`)] }
  return propose(changed.title, `set the mode of ${shortId(target)} to ${wanted}`, changed.steps, heard, needs, attention)
}

/** A refusal as it goes into a turn. Whatever else went wrong is told without its insides. */
export function refusal(error: unknown): { code: string, message: string, hint: string } {
  if (error instanceof CountersignError) return { code: error.code, message: error.message, hint: error.hint }
  return {
    code: 'internal', message: 'That could not be done because of an error in the daemon; nothing was changed.', hint: 'Try it once more; if it stays, look at the daemon\'s own output.'
  }
}
