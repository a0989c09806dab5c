import type { z } from 'zod'
import { CountersignError } from '../../shared/errors.ts'
import { routes, type AnswerOf, type Path, type Routes, type Status } from '../../shared/wire.ts'
import type { Actor, Chat, Plans } from '../contracts.ts'
import type { Devices } from '../pairing/index.ts'
import type { Audit } from '../store/index.ts'

/** The rooms that answer. */
export interface Rooms {
  readonly plans: Plans
  readonly chat: Chat
  readonly audit: Audit
  readonly devices: Devices
  /** What the whole daemon is like right now, for this actor. */
  readonly status: (actor: Actor) => Status
  /** The cursor of the stream of events, to follow on from what was read. */
  readonly cursor: () => number
}

type Requested<P extends Path> = z.output<Routes[P]['request']>
type Handler<P extends Path> = (request: Requested<P>, actor: Actor) => AnswerOf<P> | Promise<AnswerOf<P>>
/** One function for each route of the wire: a route without one doesn't compile. */
export type Handlers = { readonly [P in Path]: Handler<P> }

function found<Value>(value: Value | undefined, what: string): Value {
  if (value !== undefined) return value
  throw new CountersignError('not-found', `There is no ${what}, so nothing was done.`, 'Look at the list again.')
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

/** Joins each route to the room that answers it. */
export function createHandlers({ plans, chat, audit, devices, status, cursor }: Rooms): Handlers {
  return {
    '/v1/status': (_, actor) => status(actor),
    '/v1/conversation': ({ before, limit = 50 }) => ({ turns: chat.conversation(before, limit), cursor: cursor() }),
    '/v1/ask': async (message, actor) => ({ turn: await chat.ask(message, actor) }),
    '/v1/ask/stop': ({ turn }, actor) => ({ turn: chat.stop(turn, actor) }),
    '/v1/classify': ({ messages }) => ({ readings: messages.map(({ id, text }) => ({ ...(id === undefined ? {} : { id }), ...chat.classify(text) })) }),
    '/v1/preferences': (change, actor) => ({ preferences: chat.preferences(actor, change) }),
    '/v1/memory': ({ about, limit = 50 }) => ({ things: chat.learned(about, limit) }),
    '/v1/memory/correct': async ({ id, correction }) => {
      await chat.correct(id, correction)
      return { things: chat.learned(undefined, 50) }
    },
    '/v1/memory/forget': ({ id }) => ({ forgotten: chat.forget(id), things: chat.learned(undefined, 50) }),
    '/v1/plans': ({ limit }) => ({ plans: plans.list(limit) }),
    '/v1/plans/get': ({ id }) => {
      const { summary, bytes } = found(plans.get(id), id)
      return { summary, bytes: base64(bytes) }
    },
    '/v1/plans/attachment': ({ id, sha256 }) => ({ bytes: base64(found(plans.attachment(id, sha256), 'such attachment')) }),
    '/v1/plans/press': ({ id, digest }, actor) => plans.press(id, digest, actor),
    '/v1/plans/cancel': ({ id, challenge }, actor) => ({ summary: plans.cancel(id, challenge, actor) }),
    '/v1/plans/approve': ({ id, code, statement, signature }, actor) => plans.approve(id, code, statement, signature, actor),
    '/v1/plans/reject': async ({ id, statement, signature, comment }, actor) => ({ summary: await plans.reject(id, statement, signature, comment, actor) }),
    '/v1/runs': ({ limit }) => ({ runs: plans.runs(limit) }),
    '/v1/runs/get': ({ id }) => ({ run: found(plans.run(id), id) }),
    '/v1/runs/stop': ({ id }, actor) => ({ run: plans.stop(id, actor) }),
    '/v1/runs/undo': async ({ id, message }, actor) => ({ turn: await chat.undo(id, message, actor) }),
    '/v1/mode': async ({ target, mode, message }, actor) => {
      const turn = await chat.mode(target, mode, message, actor)
      return { ...(turn === undefined ? {} : { turn }), status: status(actor) }
    },
    '/v1/audit': (query) => ({ entries: audit.entries(query), size: audit.size }),
    '/v1/audit/checkpoint': ({ from }) => {
      const { checkpoint, size, root } = audit.checkpoint()
      if (from !== undefined && from > size) {
        throw new CountersignError(
          'history-shorter', `The record has ${size} entries and not the ${from} that you have seen, so there is no proof.`,
          'Do not approve anything: ask who restored or changed the store. `countersign audit verify` examines it.',
        )
      }
      return { checkpoint, size, root, consistency: from === undefined ? [] : audit.consistencyProof(from, size) }
    },
    '/v1/audit/entry': ({ sequence }) => {
      const { size } = audit.checkpoint()
      return { entry: found(audit.entry(sequence), `entry ${sequence}`), size, inclusion: audit.inclusionProof(sequence, size) }
    },
    '/v1/devices': () => ({
      devices: devices.list().map(({ revokedAt, publicKey: _, ...device }) => ({ ...device, revoked: revokedAt !== undefined })),
    }),
    '/v1/devices/revoke': ({ id }, actor) => {
      devices.revoke(id, actor)
      return {}
    },
  }
}

/** Whether a path is one of the wire's. */
export function isRoute(path: string): path is Path {
  return Object.hasOwn(routes, path)
}
