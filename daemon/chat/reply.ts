import type { Filled, Part, Preferences, Turn } from '../../shared/wire.ts'
import type { Actor, Message } from '../contracts.ts'
import { converse } from './agent/index.ts'
import { answer, wouldHappen } from './answers/index.ts'
import { howTo } from './answers/how.ts'
import { itself } from './answers/itself.ts'
import { ownAffairs } from './answers/own.ts'
import { unreadable } from './answers/help.ts'
import { classify } from './classify/index.ts'
import type { Classification, ClassifyContext } from './classify/index.ts'
import type { Understood } from './conversation.ts'
import { survey } from './landscape.ts'
import type { Landscape } from './landscape.ts'
import type { Attention, ModelSettings, Needs } from './needs.ts'
import { mode, propose, undo } from './proposing.ts'
import { SUGGEST, whatISuggest } from './answers/suggest.ts'
import { learn } from './learn.ts'
import { optimize } from './optimize/index.ts'
import { usual } from './preferences.ts'
import { allowanceOf } from './planner/allowance.ts'
import { settling, settlingOf } from './settling.ts'
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
    const inner = text.replace(HYPOTHETICAL, '').replace(/\?+\s*$/, '')
    const planned = planOf(imperative(inner), circumstances)
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

/** Conversation, and explanations that the facts alone don't give. Everything else is answered faster and surer without a model. */
function wantsModel({ category, operation }: Classification, { text, subject }: Message): boolean {
  if (category === 'general') return true
  return operation === 'explain' && subject === undefined && !/\b(?:fail|failed|failing|failure)\b/i.test(text)
}

async function talk(
  text: string, circumstances: Circumstances, heard: Heard, model: ModelSettings, needs: Needs, attention: Attention
): Promise<Reply> {
  const { subject } = heard.message
  const said = await converse({
    turn: heard.turn, text, role: (heard.preferences ?? usual).role, earlier: heard.earlier,
    landscape: circumstances.landscape, allowance: allowanceOf(text, circumstances),
    ...(
      subject
      && {
        subject: [subject.provider, subject.account, subject.region, subject.service, subject.kind, subject.id].filter(Boolean).join(' / '),
      }
    ),
  }, model, needs, attention)
  switch (said.kind) {
    case 'answer': return { parts: said.parts }
    case 'undo': {
      const undone = await undo(said.run, heard, needs, attention)
      return { ...undone, parts: [...said.parts, ...undone.parts] }
    }
    case 'plan': {
      const planned = await propose(said.reading.slice(0, 200), said.reading, said.steps, heard, needs, attention)
      const settings = said.steps.flatMap(
        (step) => step.operation === 'set-config' ? [{ key: step.parameters.key, value: step.parameters.value }] : []
      )
      return { ...planned, parts: [...said.parts, ...planned.parts], understood: { target: said.steps[0]?.target ?? '', settings } }
    }
  }
}

const ASSIGNS = /^(?:(?:please|now|then|and|also|can you|could you)\s+)*(?:set|change|make|put|switch|turn|update)\b.*(?:\bto\b|=|\bon\b|\boff\b)/i
const HYPOTHETICAL = /^.*?\b(?:what (?:would|will|could|might)(?: else)? happen(?: to \S+)?|what happens|what if|what(?:'s| is| are) the (?:impact|effect|consequences?|risks?) of|simulate|preview|dry[- ]?run|estimate|suppose|show me what would happen)\b\s*(?:if|when)?\s*(?:i|we|you|one)?\s*(?:would|were to|was to)?\s*/i
/** "I set", "we scaled", "setting": the order that a question is about, as an order. */
const imperative = (text: string): string => text.replace(
  /^(\w+?)(?:t?ing|ed)\b/i,
  (word, stem: string) => (
    {
      scal: 'scale', delet: 'delete', se: 'set', set: 'set', destroy: 'destroy', deploy: 'deploy', chang: 'change', remov: 'remove',
      doubl: 'double', increas: 'increase', reduc: 'reduce', turn: 'turn', disabl: 'disable', enabl: 'enable', refresh: 'refresh',
      resiz: 'resize',
    } as Record<string,
    string>
  )[stem.toLowerCase()] ?? word
)

/** An edited reading may say less or something else of the same kind, never a kind of change that the message didn't hold. */
function within(reading: string, words: string, context: ClassifyContext): boolean {
  const asked = kindsOf(words, context)
  return [...kindsOf(reading, context)].every((kind) => asked.has(kind))
}
function kindsOf(text: string, context: ClassifyContext): Set<string> {
  const kinds = new Set<string>()
  if (/\bdestroy\b/i.test(text) || classify(text, context).operation === 'delete') kinds.add('destroy')
  if (/\brefresh\b/i.test(text)) kinds.add('refresh')
  if (/\b(?:add|create|make)\b.*\b(?:called|named)\b/i.test(text)) kinds.add('add')
  if (/\b(?:code|edit) [0-9a-f]{8}/i.test(text)) kinds.add('code')
  if (/\bundo\b|\bsettle\b/i.test(text)) kinds.add('undo')
  if (/\bmode\b/i.test(text)) kinds.add('mode')
  return kinds
}

/** For who wants to be read to the letter: what was put in is told, and nothing is planned before they say so. */
function asRead(reading: string, filled: readonly Filled[]): Part {
  const put = filled.map(({ said, meant, from }) => `${said === '' ? '' : `“${said}” as `}${meant} (${from})`).join(', ')
  return {
    kind: 'choice', question: `Your words don't say all of this. I would read them as: ${reading}. Put in: ${put}.`.slice(0, 500),
    options: [{ label: 'Make the plan', text: reading.slice(0, 500) }, { label: 'No, only explain', text: `what would happen if I ${reading}`.slice(0, 500) }],
  }
}

function either(text: string, reading: string): Part {
  return {
    kind: 'choice', question: `Should I make a plan for this: ${reading}?`.slice(0, 500),
    options: [
      { label: 'Make the plan', text: reading.slice(0, 500) },
      { label: 'No, only explain', text: `what would happen if I ${reading}`.slice(0, 500) },
    ],
  }
}

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
