import type Anthropic from '@anthropic-ai/sdk'
import { CountersignError } from '../../../shared/errors.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import type { Step } from '../../../shared/plan.ts'
import type { Part, Preferences, Turn } from '../../../shared/wire.ts'
import { paragraph, said, source } from '../answers/parts.ts'
import { shortId } from '../landscape.ts'
import type { Landscape } from '../landscape.ts'
import type { Attention, ModelSettings, Needs } from '../needs.ts'
import type { Allowance } from '../planner/allowance.ts'
import { Calls } from './calls.ts'
import { modelFailure } from './failure.ts'
import { SYSTEM, messagesOf } from './prompt.ts'
import { CodeProposal, Proposal, judge } from './proposal.ts'
import { loadSdk } from './sdk.ts'
import { TOOLS, isTool, read } from './tools.ts'

/** Rounds of tools in one turn: an answer that needs more is going in circles. */
const ROUNDS = 8
const ANSWER_TOKENS = 2048
/** Milliseconds between what is published while text streams in; the first of it is published at once. */
const BREATH = 40

export interface Talk {
  readonly turn: string
  readonly text: string
  /** What the person is here: how much an answer has to explain. */
  readonly role?: Preferences['role']
  readonly subject?: string
  readonly earlier: readonly Turn[]
  readonly landscape: Landscape
  /** Computed from the person's own words before the model saw anything. */
  readonly allowance: Allowance
}

/** What the conversation with the model came to. */
export type Said =
  | { readonly kind: 'answer', readonly parts: readonly Part[] }
  | { readonly kind: 'plan', readonly steps: readonly Step[], readonly reading: string, readonly parts: readonly Part[] }
  | { readonly kind: 'undo', readonly run: string | undefined, readonly parts: readonly Part[] }

/**
 * Talks with the model until it has answered or proposed something that the person's words contain. The model's text is shown as text: no
 * markup, no links, no images. A proposal beyond the words becomes a question in the daemon's own words, and the turn ends there.
 * Throws CountersignError: `model-*` when the provider fails, `stopped`.
 */
export async function converse(talk: Talk, model: ModelSettings, needs: Needs, attention: Attention): Promise<Said> {
  const calls = new Calls(needs.database)
  const now = (): Date => needs.now?.() ?? new Date()
  const sdk = await loadSdk()
  const client = new sdk(
    { apiKey: model.key, maxRetries: 1, timeout: 120_000, ...(model.address !== undefined && { baseURL: model.address }) }
  )
  const messages = messagesOf(talk.earlier, talk.text, talk.subject, talk.role)
  const spent = { input: 0, cached: 0, output: 0 }
  let text = ''
  for (let round = 0; round < ROUNDS; round++) {
    if (model.dailyTokens !== undefined && calls.since(`${now().toISOString().slice(0, 10)}T00:00:00.000Z`) >= model.dailyTokens) {
      throw new CountersignError(
        'model-budget', 'The budget for the model is used up for today; nothing was changed.',
        'Everything else works without it; the budget is in the configuration.'
      )
    }
    const message = await stream(client, model, messages, attention, (delta) => { text += delta; return shown(text) })
    const { usage } = message
    const used = { input: usage.input_tokens, cached: usage.cache_read_input_tokens ?? 0, output: usage.output_tokens }
    spent.input += used.input; spent.cached += used.cached; spent.output += used.output
    calls.keep(
      {
        turn: talk.turn, at: now().toISOString(), model: model.name, inputTokens: used.input, cachedTokens: used.cached,
        outputTokens: used.output, sent: sentOf(messages),
      }
    )
    if (message.stop_reason === 'refusal') return {
      kind: 'answer', parts: [...shown(text), paragraph('The model declined to answer this.'), cost(model, spent)],
    }
    const uses = message.content.filter((block) => block.type === 'tool_use')
    if (uses.length === 0) return {
      kind: 'answer',
      parts: [
        ...shown(text), ...(message.stop_reason === 'max_tokens' ? [paragraph('(The answer was cut at its longest.)')] : []),
        cost(model, spent),
      ],
    }
    const results: Anthropic.ToolResultBlockParam[] = []
    let beyond: Said | undefined
    for (const use of uses) {
      const result = await useTool(use, talk, needs, attention)
      if (typeof result === 'string') results.push({ type: 'tool_result', tool_use_id: use.id, content: result })
      // What was asked for goes before what was not, in whatever order the model says them.
      else if (result.kind === 'answer') beyond ??= result
      else return { ...result, parts: [...shown(text), cost(model, spent)] }
    }
    if (beyond) return { ...beyond, parts: [...shown(text), ...beyond.parts, cost(model, spent)] }
    if (text !== '') text += '\n'
    messages.push({ role: 'assistant', content: message.content }, { role: 'user', content: results })
  }
  return {
    kind: 'answer', parts: [...shown(text), paragraph('I stopped here: the model went on reading without answering.'), cost(model, spent)],
  }
}

async function useTool(use: Anthropic.ToolUseBlock, talk: Talk, needs: Needs, attention: Attention): Promise<string | Said> {
  if (!isTool(use.name)) return 'There is no such tool.'
  if (use.name === 'propose_code') return useCode(use.input, talk)
  if (use.name !== 'propose_plan') return read(use.name, use.input, talk.landscape, needs, attention)
  const proposal = Proposal.safeParse(use.input)
  if (!proposal.success) return 'That is not of the closed schema, so nothing was proposed.'
  const judged = judge(proposal.data, talk.allowance, talk.landscape)
  switch (judged.kind) {
    case 'impossible': return judged.why
    case 'accepted': return { kind: 'plan', steps: judged.steps, reading: judged.reading, parts: [] }
    case 'undo': return { kind: 'undo', run: judged.run, parts: [] }
    // The words of this question are the daemon's; what is in the order is out of the inventory, and it is an order only once pressed.
    case 'beyond': return {
      kind: 'answer', parts: [{
        kind: 'choice', question: `The model suggests a change that your message does not ask for: ${judged.order}. Nothing was planned.`,
        options: [{ label: 'Ask for it myself', text: judged.order }, { label: 'Leave it', text: 'what is running?' }],
      }],
    }
  }
}

/** Keeps proposed code where the person's words ask for code, and makes it a plan that would run it for a preview: nothing runs by this. */
async function useCode(input: unknown, { allowance, landscape }: Talk): Promise<string | Said> {
  const proposal = CodeProposal.safeParse(input)
  if (!proposal.success) return 'That is not of the closed schema, so nothing was proposed.'
  const place = landscape.places.find(({ target }) => target.id === proposal.data.target || shortId(target.id) === proposal.data.target)
  if (!place?.simulator.keepEdit) return 'There is no such target whose program could be changed.'
  if (!allowance.code || allowance.target !== place.target.id) return {
    kind: 'answer', parts: [paragraph('The model suggests a change of the program\'s code, which your message does not ask for. Nothing was kept or planned.')],
  }
  const files = Object.fromEntries(proposal.data.files.map(({ path, content }) => [path, content]))
  try {
    const edit = await place.simulator.keepEdit(place.target.id, files)
    const step: Step = { id: 'step-1', service: 'pulumi', operation: 'try-code', target: place.target.id, parameters: { edit }, dependsOn: [] }
    return { kind: 'plan', steps: [step], reading: `run this code for a preview, in a scratch copy of ${shortId(place.target.id)}`, parts: [] }
  } catch (error) {
    if (error instanceof CountersignError) return error.message
    throw error
  }
}

async function stream(
  client: Anthropic, model: ModelSettings, messages: Anthropic.MessageParam[], attention: Attention, add: (delta: string) => Part[]
): Promise<Anthropic.Message> {
  try {
    const answer = client.messages.stream(
      { model: model.name, max_tokens: model.answerTokens ?? ANSWER_TOKENS, system: [...SYSTEM], tools: [...TOOLS], messages },
      { signal: attention.signal }
    )
    let published = -Infinity
    answer.on('text', (delta) => {
      const parts = add(delta)
      if (performance.now() - published < BREATH) return
      published = performance.now()
      attention.partial?.(parts)
    })
    return await answer.finalMessage()
  } catch (error) {
    throw await modelFailure(error)
  }
}

/** The model's text as paragraphs of plain text. It is never given links: an address in it can be read, not followed. */
function shown(text: string): Part[] {
  return text.split(/\n{1,}/).filter((line) => line.trim() !== '').slice(0, 100).map((line) => paragraph(said(line, 4000)))
}

function cost(model: ModelSettings, { input, cached, output }: { input: number, cached: number, output: number }): Part {
  const money = model.price === undefined ? '' : ` · about $${((input * model.price.input + cached * model.price.input * 0.1 + output * model.price.output) / 1_000_000).toFixed(4)}`
  return source(`${model.name} · ${input + cached} tokens in (${cached} cached), ${output} out${money}`)
}

/** What left the machine with one call, by kind. */
function sentOf(messages: readonly Anthropic.MessageParam[]): { what: string, characters: number, begins: string }[] {
  const things = messages.flatMap(({ role, content }) => typeof content === 'string'
    ? [{ what: role === 'user' ? 'your message' : 'an earlier answer', text: content }]
    : content.flatMap((block) => block.type === 'tool_result' ? [{ what: 'what a tool read here', text: typeof block.content === 'string' ? block.content : JSON.stringify(block.content) }] : []))
  return things.map(({ what, text }) => ({ what, characters: text.length, begins: excerpt(text, 200) }))
}
