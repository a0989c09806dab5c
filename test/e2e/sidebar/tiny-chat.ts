import { CountersignError } from '../../../shared/errors.ts'
import type { Event, Part, Turn } from '../../../shared/wire.ts'
import type { Actor, Chat, Message, Plans } from '../../../daemon/contracts.ts'

type Steps = Parameters<Plans['propose']>[0]['steps']

/**
 * The conversation of the sidebar's tests. It understands three forms of words, because what is tested is the panel and not the reading:
 * "set NAME to NUMBER", "remove NAME", "wait" (works until it is stopped), and answers everything else with a paragraph and a table.
 */
export function createTinyChat(plans: Plans, target: string, turns: Turn[], publish: (event: Event) => void): Chat {
  const stops = new Map<string, AbortController>()

  const show = (turn: Turn): Turn => {
    const at = turns.findIndex(({ id }) => id === turn.id)
    if (at < 0) turns.push(turn)
    else turns[at] = turn
    publish({ type: 'turn', turn })
    return turn
  }

  async function propose(turn: Turn, title: string, steps: Steps, actor: Actor, supersedes?: string): Promise<Turn> {
    const asked = { words: turn.text, reading: title, ...actor }
    const plan = await plans.propose({ title, asked, steps, ...(supersedes === undefined ? {} : { supersedes }) }, {})
    return show({ ...turn, state: 'done', reading: title, plan: plan.id })
  }

  async function answer(turn: Turn, message: Message, actor: Actor, signal: AbortSignal): Promise<Turn> {
    const words = message.reading ?? message.text
    const step = { id: 'step-1', service: 'pulumi' as const, target, dependsOn: [] as string[] }
    const [, setKey, value] = /^set (\S+) to (\d+)$/.exec(words) ?? []
    if (setKey !== undefined) {
      const steps: Steps = [{ ...step, operation: 'set-config', parameters: { key: setKey, value: Number(value) } }]
      return propose(turn, `Set ${setKey} to ${value}`, steps, actor, message.replaces)
    }
    const [, key] = /^remove (\S+)$/.exec(words) ?? []
    if (key !== undefined) {
      return propose(turn, `Remove ${key}`, [{ ...step, operation: 'remove-config', parameters: { key } }], actor, message.replaces)
    }
    if (words === 'wait') {
      show({ ...turn, progress: 'Waiting until somebody presses Stop' })
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      return show({ ...turn, state: 'stopped' })
    }
    const subject = message.subject === undefined ? 'nothing' : `${message.subject.kind} ${message.subject.id}`
    const parts: Part[] = [
      { kind: 'paragraph', spans: [{ text: 'You look at ' }, { text: subject, strong: true }] },
      { kind: 'table', columns: [{ title: 'Thing' }, { title: 'State' }], rows: [[{ spans: [{ text: 'web' }] }, { spans: [{ text: 'serving' }], tone: 'safe' }]] },
      { kind: 'source', text: 'Read from the tiny cloud · no change made' },
    ]
    return show({ ...turn, state: 'done', parts })
  }

  function open(message: string, text: string, actor: Actor, subject?: Message['subject']): Turn {
    return show({
      id: `turn-${turns.length + 1}`, message, at: new Date().toISOString(), person: actor.person, device: actor.device, via: actor.via, text,
      state: 'working', parts: [], ...(subject === undefined ? {} : { subject }),
    })
  }

  const settled = (turn: Turn, work: Promise<Turn>): Promise<Turn> => work.catch((error: unknown) => {
    if (!(error instanceof CountersignError)) throw error
    return show({ ...turn, state: 'failed', error: error.toWire().error })
  })

  return {
    async ask(message, actor) {
      const known = turns.find((turn) => turn.message === message.message)
      if (known !== undefined) return known
      const turn = open(message.message, message.text, actor, message.subject)
      const stop = new AbortController()
      stops.set(turn.id, stop)
      return settled(turn, answer(turn, message, actor, stop.signal))
    },
    stop(id) {
      stops.get(id)?.abort()
      const turn = turns.find((one) => one.id === id)
      if (turn === undefined) throw new CountersignError('turn-unknown', 'There is no such message.', 'Ask again.')
      return { ...turn, state: 'stopped' }
    },
    async undo(run, message, actor) {
      const { title, steps } = plans.undo(run)
      const turn = open(message, title, actor)
      return settled(turn, propose(turn, title, steps, actor))
    },
    async mode(id, mode, message, actor) {
      const result = plans.mode(id, mode, actor)
      if ('changed' in result) return undefined
      const turn = open(message, result.title, actor)
      return settled(turn, propose(turn, result.title, result.steps, actor))
    },
    conversation: (before, limit) => {
      const end = before === undefined ? turns.length : turns.findIndex(({ id }) => id === before)
      return turns.slice(Math.max(0, end - limit), end)
    },
    preferences: (_, change) => ({ reach: 'balanced', role: 'engineer', ...change }),
    learned: () => [],
    correct: () => Promise.resolve(),
    forget: () => 0,
    classify: () => { throw new CountersignError('not-here', 'The tiny chat classifies nothing.', '') },
  }
}
