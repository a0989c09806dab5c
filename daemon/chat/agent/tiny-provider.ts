import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a mock answers to one request. */
export type Scripted =
  | {
    readonly text?: string, readonly uses?: readonly { readonly name: string, readonly input: unknown }[],
    readonly stop?: 'end_turn' | 'tool_use' | 'refusal' | 'max_tokens', readonly broken?: boolean,
  }
  | { readonly status: number, readonly type: string, readonly retryAfter?: number }

/** A request as the provider gets it. */
export interface Asked {
  readonly model: string
  readonly system: readonly { text: string }[]
  readonly tools: readonly { name: string }[]
  readonly messages: readonly { role: string, content: string | readonly { type: string, text?: string, content?: unknown }[] }[]
}

/**
 * A provider on loopback that speaks the Messages API's stream, so that the real SDK runs against it: one event for each few characters
 * of text, the
 * input of tools in pieces, usage at both ends. What it says is decided by `script`, from the request alone.
 */
export async function startMockModel(script: (asked: Asked, round: number) => Scripted): Promise<{
  address: string, requests: Asked[], paths: string[], close: () => Promise<void>, firstTextAt: () => number,
}> {
  const requests: Asked[] = []
  const paths: string[] = []
  let firstText = 0
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      paths.push(`${request.method ?? ''} ${request.url ?? ''}`)
      firstText = 0
      const asked = JSON.parse(Buffer.concat(pieces).toString()) as Asked
      requests.push(asked)
      const scripted = script(asked, asked.messages.filter(({ role }) => role === 'assistant').length)
      if ('status' in scripted) {
        response.writeHead(
          scripted.status,
          {
            'content-type': 'application/json', 'x-should-retry': 'false',
            ...(scripted.retryAfter !== undefined && { 'retry-after': String(scripted.retryAfter) }),
          }
        )
        response.end(JSON.stringify({ type: 'error', error: { type: scripted.type, message: 'the provider\'s own words' } }))
        return
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const event of eventsOf(scripted, asked.model)) {
        if (event.type === 'content_block_delta' && firstText === 0) firstText = performance.now()
        response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
      }
      if (scripted.broken) response.destroy()
      else response.end()
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const close = (): Promise<void> => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()) })
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, paths, close, firstTextAt: () => firstText }
}

let calls = 0
function* eventsOf(
  { text = '', uses = [], stop, broken }: Extract<Scripted, { text?: string }>, model: string
): Generator<{ type: string, [field: string]: unknown }> {
  yield {
    type: 'message_start',
    message: {
      id: `msg_${++calls}`, type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null,
      usage: { input_tokens: 100, output_tokens: 1, cache_read_input_tokens: 40, cache_creation_input_tokens: 0 },
    },
  }
  let index = 0
  if (text !== '') {
    yield { type: 'content_block_start', index, content_block: { type: 'text', text: '' } }
    for (let at = 0; at < text.length; at += 12) yield {
      type: 'content_block_delta', index, delta: { type: 'text_delta', text: text.slice(at, at + 12) },
    }
    yield { type: 'content_block_stop', index }
    index++
  }
  if (broken) return
  for (const use of uses) {
    yield { type: 'content_block_start', index, content_block: { type: 'tool_use', id: `toolu_${++calls}`, name: use.name, input: {} } }
    const input = JSON.stringify(use.input)
    for (let at = 0; at < input.length; at += 30) yield {
      type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: input.slice(at, at + 30) },
    }
    yield { type: 'content_block_stop', index }
    index++
  }
  yield {
    type: 'message_delta', delta: { stop_reason: stop ?? (uses.length > 0 ? 'tool_use' : 'end_turn'), stop_sequence: null },
    usage: { output_tokens: 20 },
  }
  yield { type: 'message_stop' }
}

/** All text of a request that the model can read, as one string. */
export const readable = (asked: Asked): string => asked.messages.map(({ content }) => typeof content === 'string' ? content
  : content.map((block) => block.text ?? (typeof block.content === 'string' ? block.content : JSON.stringify(block.content ?? ''))).join('\n')).join('\n')
