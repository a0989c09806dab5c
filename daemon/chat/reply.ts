import type { Filled, Part, Preferences, Turn } from '../../shared/wire.ts'
import type { Actor, Message } from '../contracts.ts'
import { answer, wouldHappen } from './answers/index.ts'
import { howTo } from './answers/how.ts'
import { itself } from './answers/itself.ts'
import { ownAffairs } from './answers/own.ts'
import { unreadable } from './answers/help.ts'
import { asRead, either } from './asking-back.ts'
import { classify } from './classify/index.ts'
import type { Classification, ClassifyContext } from './classify/index.ts'
import type { Understood } from './conversation.ts'
import { within } from './edited-reading.ts'
import { orderInside } from './hypothetical.ts'
import { survey } from './landscape.ts'
import type { Landscape } from './landscape.ts'
import type { Attention, Needs } from './needs.ts'
import { mode, propose, undo } from './proposing.ts'
import { SUGGEST, whatISuggest } from './answers/suggest.ts'
import { learn } from './learn.ts'
import { optimize } from './optimize/index.ts'
import { usual } from './preferences.ts'
import { allowanceOf } from './planner/allowance.ts'
import { settling, settlingOf } from './settling.ts'
import { runToTakeBack } from './taking-back.ts'
import { talk, wantsModel } from './talking.ts'
import { planOf } from './planner/index.ts'
import type { Circumstances } from './planner/index.ts'
import { placeOf } from './planner/place.ts'

/** What a turn became: its parts, and the plan and the reading where there is one. */
export interface Reply {
  readonly parts: readonly Part[]
  readonly reading?: string
  /** What the reading holds that the words did not say. */
  readonly filled?: readonly Filled[]
  readonly plan?: string
  readonly understood?: Understood
}

export interface Heard {
  readonly message: Message
  readonly actor: Actor
  /** This turn's id, and the turns before it, oldest first. */
  readonly turn: string
  readonly earlier: readonly Turn[]
  /** What earlier turns were understood as, newest first. */
  readonly understood: readonly Understood[]
  /** The turn before this one, for what the message leaves out. */
  readonly before?: Turn
  /** How this person wants to be read. */
  readonly preferences?: Preferences
}

/** Under this a change and a read are too close: one question, two buttons, and nothing is done before one is pressed. */
const UNSURE = 0.6

/** Answers one message: reads at once, changes as a plan, conversation with the model where there is one. */
export async function reply(heard: Heard, needs: Needs, attention: Attention): Promise<Reply> {
  const { message, understood } = heard
  const own = ownAffairs(message.text, needs)
  if (own) return { parts: own }
  const about = itself(message.text, heard.actor, needs)
  if (about) return about
  attention.progress('Looking at what is there')
  const landscape = await survey(needs.simulators, needs.plans.targets(), attention.signal)
  const context = contextOf(heard, landscape)
  const classification = classify(message.text, context)
  const preferences = heard.preferences ?? usual
  const learned = learn(heard, landscape, needs)
  if (learned) return { parts: learned }
  if (SUGGEST.test(message.text)) return { parts: whatISuggest(landscape, needs) }
  const habit = needs.memory?.habit(heard.actor.person, (words) => placeOf(words, landscape, undefined, undefined).kind === 'several')
  const circumstances: Circumstances = {
    landscape, understood, context, names: needs.names?.list() ?? [], reach: preferences.reach,
    ...(message.subject && { subject: message.subject }),
    ...(habit && { habit }),
  }
  const typed = message.reading ?? message.text
  // Only an order is made explicit: a question is answered from facts, whatever its words.
  const optimized = classification.effect === 'change' || classification.operation === 'simulate'
    ? optimize(typed, circumstances, preferences) : { text: typed, filled: [] }
  const { text } = optimized
  if (message.reading !== undefined && !within(message.reading, message.text, context)) {
    return {
      parts: unreadable(
        'The edited reading asks for something that your message did not ask for. Type it as a message of its own.', landscape,
        message.subject
      ),
    }
  }
  if (classification.operation === 'simulate') {
    const planned = planOf(orderInside(text), circumstances)
    if (planned.kind === 'steps') return {
      parts: await wouldHappen(planned.steps, planned.reading, needs, attention), reading: `what would happen if you ${planned.reading}`,
    }
    if (planned.kind === 'unreadable') return { parts: unreadable(planned.why, landscape, message.subject, preferences.role) }
  }
  const open = settlingOf(typed)
  if (open) {
    const settled = await settling(open, needs)
    return 'steps' in settled ? propose(settled.title, `settle ${open.run} ${settled.conclusion}`, settled.steps, heard, needs, attention) : { parts: settled }
  }
  // "set foo to 3" says nothing of infrastructure unless foo exists here: what exists decides.
  const known = classification.category === 'general' && ASSIGNS.test(text) ? planOf(text, circumstances) : undefined
  const assigned = known?.kind === 'steps' || known?.kind === 'question'
  if (message.replaces === undefined && message.reading === undefined && classification.effect === 'read' && !assigned) {
    // "replicas to 3?" may ask about it or ask for it: nothing is done before one of two buttons says which.
    const wanted = classification.confidence < UNSURE && classification.category === 'infrastructure' ? planOf(text, circumstances) : undefined
    if (wanted?.kind === 'steps') return { parts: [either(message.text, wanted.reading)], understood: wanted.understood }
    const how = howTo(text, circumstances)
    if (how) return { parts: how }
    if (needs.model && wantsModel(classification, message)) return talk(text, circumstances, heard, needs.model, needs, attention)
    return {
      parts: await answer(
        {
          text, classification, landscape, role: preferences.role, ...(message.subject && { subject: message.subject }),
          ...(understood[0] && { last: understood[0].target }),
        },
        needs, attention
      ),
    }
  }
  if (optimized.question && optimized.question.options.length > 0 && message.reading === undefined) {
    return { parts: [{ kind: 'choice', question: optimized.question.question, options: [...optimized.question.options] }] }
  }
  // A stack that doesn't exist is never taken for one that does, least of all where everything in it would go.
  if (optimized.question?.nowhere !== undefined && message.reading === undefined) {
    return { parts: unreadable(optimized.question.nowhere, landscape, message.subject, preferences.role) }
  }
  const planned = planOf(text, circumstances)
  // What the grammar alone can't settle the model may, within what the words contain.
  if (
    needs.model && (planned.kind === 'unreadable' || (planned.kind === 'question' && allowanceOf(text, circumstances).settings.size > 0))
  ) {
    return talk(text, circumstances, heard, needs.model, needs, attention)
  }
  switch (planned.kind) {
    case 'undo': return undo(planned.run, heard, needs, attention)
    case 'back': {
      const found = runToTakeBack(planned, needs, needs.now?.() ?? new Date())
      return 'run' in found ? undo(found.run, heard, needs, attention) : found
    }
    case 'question': return {
      parts: [{ kind: 'choice', question: planned.question, options: planned.options.map((option) => ({ ...option })) }],
    }
    case 'mode': return mode(planned.target, planned.mode, heard, needs, attention)
    case 'unreadable': return {
      parts: classification.effect === 'read' || classification.confidence < UNSURE && classification.category === 'general' ? await answer(
        { text, classification, landscape, role: preferences.role, ...(message.subject && { subject: message.subject }) }, needs, attention
      ) : unreadable(planned.why, landscape, message.subject, preferences.role),
    }
    case 'steps': {
      if (
        classification.confidence < UNSURE && /\?\s*$/.test(message.text) && message.reading === undefined && message.replaces === undefined
      ) return { parts: [either(message.text, planned.reading)], understood: planned.understood }
      const { reading, understood } = planned
      const filled = [...optimized.filled, ...planned.filled].slice(0, 20)
      if (preferences.reach === 'literal' && filled.length > 0 && message.reading === undefined) {
        return { parts: [asRead(reading, filled)], reading, filled }
      }
      // The reading is there to be edited before anything is simulated.
      attention.reading?.(reading, filled)
      return { ...await propose(planned.title, reading, planned.steps, heard, needs, attention), understood, filled }
    }
  }
}

const ASSIGNS = /^(?:(?:please|now|then|and|also|can you|could you)\s+)*(?:set|change|make|put|switch|turn|update)\b.*(?:\bto\b|=|\bon\b|\boff\b)/i
/** The conversation as the classifier needs it: deterministic, out of the person's own earlier words. */
function contextOf({ message, before }: Heard, landscape: Landscape): ClassifyContext {
  const { subject } = message
  const previous: Classification[] = before === undefined ? [] : [classify(before.text)]
  return {
    names: landscape.names, previous,
    ...(
      subject
      && {
        page: {
          provider: subject.provider, kind: subject.kind, id: subject.id, ...(
            subject.service !== undefined && { service: subject.service }
          ),
        },
      }
    ),
  }
}
