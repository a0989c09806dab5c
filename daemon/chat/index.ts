import { CountersignError } from '../../shared/errors.ts'
import { excerpt } from '../../shared/excerpt.ts'
import type { Filled, Part, Turn } from '../../shared/wire.ts'
import type { Actor, Chat, Message } from '../contracts.ts'
import { boundedFilled, boundedParts } from './bounds.ts'
import { classify } from './classify/index.ts'
import { Conversation } from './conversation.ts'
import { Memories } from './memory/index.ts'
import { correct, forget, learned } from './memory/learned-things.ts'
import { Names } from './memory/names.ts'
import { Sightings } from './memory/sightings.ts'
import type { Attention, Needs } from './needs.ts'
import { PersonalPreferences } from './preferences.ts'
import { mode, refusal, undo } from './proposing.ts'
import { reply } from './reply.ts'
import type { Heard, Reply } from './reply.ts'

export type { Audit, Database, ModelSettings, Needs } from './needs.ts'
export { classify } from './classify/index.ts'

/**
 * Opens the chat over the daemon's other rooms. Reads are answered at once, changes become plans, and every turn is in the store before
 * it is answered, so that a message that was sent twice is taken once and a panel that was closed finds everything again.
 *
 * @example
 * const chat = createChat({ database, audit, plans, simulators, events })
 * const turn = await chat.ask({ message: crypto.randomUUID(), text: 'what is running?' }, actor)
 */
export function createChat(given: Needs): Chat {
  const memory = given.memory ?? new Memories(given.database)
  const names = given.names ?? new Names(given.database)
  const sightings = given.sightings ?? new Sightings(given.database)
  const needs: Needs = { ...given, memory, names, sightings }
  const conversation = new Conversation(needs.database)
  const preferences = new PersonalPreferences(needs.database)
  const working = new Map<string, AbortController>()
  const now = (): Date => needs.now?.() ?? new Date()
  const publish = (turn: Turn): Turn => {
    needs.events.publish({ type: 'turn', turn })
    return turn
  }
  const abandoned = {
    code: 'interrupted', message: 'The daemon stopped while it worked on this; no plan was made.', hint: 'Ask again.',
  }
  needs.events.subscribe(needs.events.cursor, (_, event) => {
    if (event.type === 'run' && event.run.endedAt !== undefined) memory.end(event.run)
  })
  for (const turn of conversation.abandoned()) {
    conversation.keep(ended(turn, { state: 'failed', error: abandoned }))
  }

  async function take(
    message: Message, actor: Actor,
    work: (heard: Heard, attention: Attention) => Promise<Reply>
  ): Promise<Turn> {
    const earlier = conversation.before(undefined, 8)
    const before = earlier.at(-1)
    const begun = conversation.begin({
      message: message.message, at: now().toISOString(), person: actor.person, device: actor.device, via: actor.via,
      text: message.text,
      ...(message.subject && { subject: message.subject }), state: 'working', parts: [],
    })
    // Sent twice: the answer that there is, or what is being worked on; its end comes as an event.
    if (!begun.fresh) return begun.turn
    let turn = publish(begun.turn)
    const stop = new AbortController()
    working.set(turn.id, stop)
    const progress = (text: string): void => {
      if (stop.signal.aborted) return
      turn = { ...turn, progress: excerpt(text, 300) }
      publish(turn)
    }
    const partial = (parts: readonly Part[]): void => {
      if (stop.signal.aborted) return
      turn = { ...turn, parts: boundedParts(parts) }
      publish(turn)
    }
    const reading = (read: string, filled: readonly Filled[]): void => {
      if (stop.signal.aborted) return
      turn = { ...turn, reading: excerpt(read, 2000), ...(filled.length > 0 && { filled: boundedFilled(filled) }) }
      publish(turn)
    }
    try {
      const answered = await work(
        {
          message, actor, turn: turn.id, earlier, understood: conversation.understood(), preferences: preferences.of(actor.person),
          ...(before && { before }),
        },
        { signal: stop.signal, progress, partial, reading }
      )
      if (stop.signal.aborted) throw new CountersignError('stopped', 'This was stopped before it was done.')
      const { parts, reading: read, filled, plan, understood } = answered
      turn = ended(
        turn,
        {
          state: 'done', parts: boundedParts(parts), ...(read !== undefined && { reading: excerpt(read, 2000) }),
          ...(filled !== undefined && filled.length > 0 && { filled: boundedFilled(filled) }),
          ...(plan !== undefined && { plan }),
        }
      )
      conversation.keep(turn, understood)
    } catch (error) {
      if (!stop.signal.aborted && !(error instanceof CountersignError)) needs.unexpected?.(error)
      turn = stop.signal.aborted ? ended(turn, { state: 'stopped' }) : ended(turn, { state: 'failed', error: refusal(error) })
      conversation.keep(turn)
    } finally {
      working.delete(turn.id)
    }
    return publish(turn)
  }

  return {
    ask: (message, actor) => take(message, actor, (heard, attention) => reply(heard, needs, attention)),
    undo: (run, message, actor) => take({ message, text: `undo ${run}` }, actor, (heard, attention) => undo(run, heard, needs, attention)),
    async mode(target, wanted, message, actor) {
      // Lowering is immediate and leaves no turn; what raises is asked for like anything else.
      const changed = needs.plans.mode(target, wanted, actor)
      if ('changed' in changed) return undefined
      return take(
        { message, text: `set the mode of ${target} to ${wanted}` }, actor,
        (heard, attention) => mode(target, wanted, heard, needs, attention)
      )
    },
    stop(id) {
      const turn = conversation.turn(id)
      if (!turn) throw new CountersignError('not-found', `There is no ${id}, so nothing was stopped.`, 'Look at the conversation again.')
      working.get(id)?.abort()
      return turn
    },
    conversation: (before, limit) => conversation.before(before, limit),
    classify: (text) => ({ ...classify(text) }),
    preferences: (actor, change) => preferences.change(actor.person, change),
    learned: (about, limit) => learned(memory, names, about, limit),
    correct: (id, correction) => correct(needs, id, correction),
    forget: (id) => forget(memory, names, sightings, id),
  }
}

/** A turn that is over says no longer what is being done. */
function ended({ progress: _, ...turn }: Turn, end: Partial<Turn>): Turn {
  return { ...turn, ...end }
}
