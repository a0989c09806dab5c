import { chmodSync, lstatSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { CountersignError } from '../../shared/errors.ts'
import {
  operatorLineLimit, operatorRequestSchema, operatorSocket, type OperatorReply, type OperatorRequest, type OperatorStatus,
} from '../../shared/operator.ts'
import type { Plans } from '../contracts.ts'
import type { Pairing } from './pairing.ts'
import type { OperatorTerminal } from './terminal.ts'

/** Milliseconds for a request to arrive, connections at once, and characters that a watcher may be behind. */
const requestTimeout = 10_000
const connectionLimit = 32
const watcherBacklog = 1024 * 1024
/** Bytes of a socket's path that every system takes: macOS has the smallest `sun_path`, 104 with the end mark. */
const pathLimit = 103

export interface OperatorOptions {
  /** The daemon's folder, 0700. */
  readonly home: string
  readonly pairing: Pairing
  readonly terminal: OperatorTerminal
  readonly approving: Pick<Plans, 'openApproving'>
  readonly status: () => OperatorStatus
  /** The store's `exportRecord`: the file is made by the daemon, as nobody else may open the live store. */
  readonly backUp: OperatorOptions['exportRecord']
  readonly exportRecord: (file: string) => Promise<{ file: string, size: number, root: string, checkpoint: string }>
  /** Asks the daemon to end; the reply is sent before. */
  readonly stop: () => void
}

export interface Operator { readonly path: string, close(): Promise<void> }

/**
 * Listens for the operator. Who can open the socket is decided by the file system alone: 0600 in a folder of 0700.
 * Throws `operator-path` where the folder's name is too long, and `operator-taken` where something else is in the socket's place.
 */
export async function listenForOperator(options: OperatorOptions): Promise<Operator> {
  const path = join(options.home, operatorSocket)
  removeStale(path)
  const server = createServer((socket) => converse(socket, options))
  server.maxConnections = connectionLimit
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return {
    path,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      // What was written last ("stopping") still goes out; a watcher's connection would otherwise stay for ever.
      for (const socket of sockets) socket.end()
    }),
  }
}

/** The lock of the store says that no other daemon has this folder, so a socket that is left here is nobody's. */
function removeStale(path: string): void {
  if (Buffer.byteLength(path) > pathLimit) {
    throw new CountersignError(
      'operator-path', `The path ${path} is too long for a socket, so the daemon was not started.`, 'Set COUNTERSIGN_HOME to a shorter path.',
    )
  }
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket()) {
    throw new CountersignError('operator-taken', `${path} is no socket, so the daemon was not started.`, 'Move it away, and start again.')
  }
  rmSync(path)
}

function converse(socket: Socket, options: OperatorOptions): void {
  let received = ''
  const send = (reply: OperatorReply) => socket.write(`${JSON.stringify(reply)}\n`)
  socket.setEncoding('utf8')
  socket.setTimeout(requestTimeout, () => socket.destroy())
  socket.on('error', () => socket.destroy()) // the other side went away: there is nobody to tell
  socket.on('data', function read(chunk: string) {
    received += chunk
    const end = received.indexOf('\n')
    if (end < 0 && received.length <= operatorLineLimit) return
    socket.off('data', read).resume() // one request a connection; anything more is read and dropped
    const request = readRequest(end < 0 ? '' : received.slice(0, end))
    if (request instanceof CountersignError) {
      send(request.toWire())
      socket.end()
    } else if (request.command === 'watch') {
      socket.setTimeout(0)
      watch(socket, options.terminal, send)
    } else {
      socket.setTimeout(0) // an export of a long record takes longer than a request may
      void answer(request, options).then((reply) => {
        send(reply)
        socket.end(() => {
          if (request.command === 'stop') options.stop()
        })
      })
    }
  })
}

function readRequest(line: string): OperatorRequest | CountersignError {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    value = undefined // falls through to the one refusal for whatever is no request
  }
  const parsed = operatorRequestSchema.safeParse(value)
  return parsed.success ? parsed.data : new CountersignError('operator-request', 'That is no request of the operator, so nothing was done.', 'Use the countersign command.')
}

function watch(socket: Socket, terminal: OperatorTerminal, send: (reply: OperatorReply) => void): void {
  const stop = terminal.watch((show) => {
    // A watcher that was stopped with Ctrl-S must not fill the daemon's memory, nor count as somebody who looks.
    if (socket.writableLength > watcherBacklog) socket.destroy()
    else send({ show })
  })
  socket.once('close', stop)
  send({ show: 'Watching: plans and codes are shown here. End with Ctrl-C.' })
}

async function answer(request: Exclude<OperatorRequest, { command: 'watch' }>, options: OperatorOptions): Promise<OperatorReply> {
  try {
    switch (request.command) {
      case 'pair':
        return { pairing: options.pairing.open() }
      case 'open-approving':
        options.approving.openApproving()
        options.terminal.say('Approving is open again.')
        return { approving: 'open' }
      case 'status':
        return { status: options.status() }
      case 'export-record':
      case 'back-up': {
        const make = request.command === 'back-up' ? options.backUp : options.exportRecord
        const { file, size, root, checkpoint } = await make(request.file)
        return { exported: { file, size, root, checkpoint } }
      }
      case 'stop':
        return { stopping: true }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'hint' in error) {
      return { error: { code: String(error.code), message: error.message, hint: String(error.hint) } }
    }
    options.terminal.say(`The command ${request.command} failed: ${String(error)}`)
    return new CountersignError('unexpected', `The daemon could not carry out ${request.command}.`, "See the daemon's terminal.").toWire()
  }
}
