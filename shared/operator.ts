/**
 * The operator's socket: a Unix domain socket that only the daemon's owner can open, one JSON value a line. A connection sends one
 * request; it gets one reply, except `watch`, which gets a line for everything that the daemon's terminal shows, until either side closes.
 */
import { z } from 'zod'
import { errorWire } from './errors.ts'

/** The socket's name in the daemon's home folder. */
export const operatorSocket = 'operator.sock'

/** Characters of a request line. */
export const operatorLineLimit = 4096

/** The daemon has a working folder of its own, which is not the one of who asks. */
const absolute = z.string().max(2048).startsWith('/')

export const operatorRequestSchema = z.discriminatedUnion('command', [
  /** Opens pairing and prints a new code on the terminal and to whoever watches. */
  z.strictObject({ command: z.literal('pair') }),
  z.strictObject({ command: z.literal('watch') }),
  /** After too many wrong codes approving stays closed until this. */
  z.strictObject({ command: z.literal('open-approving') }),
  z.strictObject({ command: z.literal('status') }),
  /** Writes the record as a file that `audit verify` takes; an absolute path that isn't there yet. */
  z.strictObject({ command: z.literal('export-record'), file: absolute }),
  /** The same with everything else that the store holds: what `audit restore` puts back. */
  z.strictObject({ command: z.literal('back-up'), file: absolute }),
  z.strictObject({ command: z.literal('stop') }),
])
export type OperatorRequest = z.infer<typeof operatorRequestSchema>

const shown = z.enum(['shown', 'watch'])

export const operatorReplySchema = z.union([
  errorWire,
  /** `watch`: nobody could see the code; start `countersign watch` and open pairing again. */
  z.strictObject({ pairing: z.strictObject({ expiresAt: z.string(), shown }) }),
  z.strictObject({ approving: z.literal('open') }),
  z.strictObject({
    status: z.strictObject({
      authority: z.string(), version: z.string(), process: z.number().int(), pairing: z.enum(['open', 'closed']), approving: z.enum(['open', 'closed']),
      devices: z.number().int(), streams: z.number().int(),
    }),
  }),
  z.strictObject({ exported: z.strictObject({ file: z.string(), size: z.number().int(), root: z.string(), checkpoint: z.string() }) }),
  z.strictObject({ stopping: z.literal(true) }),
  /** Text for the watcher's screen, already made visible: it may hold line feeds and nothing else that moves a cursor. */
  z.strictObject({ show: z.string() }),
])
export type OperatorReply = z.infer<typeof operatorReplySchema>
export type OperatorStatus = Extract<OperatorReply, { status: unknown }>['status']
