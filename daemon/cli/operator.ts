import { connect } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { CountersignError, errorFromWire } from '../../shared/errors.ts'
import { operatorReplySchema, operatorSocket, type OperatorReply, type OperatorRequest, type OperatorStatus } from '../../shared/operator.ts'

/** Milliseconds for a reply: the daemon is on this machine and answers at once. */
const patience = 10_000

/**
 * Talks to the daemon over the socket that only its owner can open. Yields its replies until either side ends.
 * Throws `daemon-unreachable` where no daemon has this folder.
 */
export async function* operatorReplies(home: string, request: OperatorRequest): AsyncGenerator<OperatorReply> {
  const socket = connect(path.join(home, operatorSocket))
  if (request.command !== 'watch' && request.command !== 'export-record' && request.command !== 'back-up') socket.setTimeout(patience, () => socket.destroy(new Error('the daemon did not answer')))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', (cause) => reject(unreachable(home, cause)))
  })
  socket.write(`${JSON.stringify(request)}\n`)
  try {
    for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
      const value: unknown = JSON.parse(line)
      const refusal = errorFromWire(value)
      if (refusal) throw refusal
      yield operatorReplySchema.parse(value)
    }
  } finally {
    socket.destroy()
  }
}

/** One request with one reply. */
export async function askOperator(home: string, request: Exclude<OperatorRequest, { command: 'watch' }>): Promise<OperatorReply> {
  for await (const reply of operatorReplies(home, request)) return reply
  throw unreachable(home)
}

export async function operatorStatus(home: string): Promise<OperatorStatus> {
  const reply = await askOperator(home, { command: 'status' })
  if ('status' in reply) return reply.status
  throw unreachable(home)
}

const unreachable = (home: string, cause?: unknown): CountersignError => new CountersignError(
  'daemon-unreachable', `No daemon runs for ${home}, so nothing was done.`, 'Start it with `npm start`, or set COUNTERSIGN_HOME to its folder.', { cause },
)
