import { createPublicKey, verify } from 'node:crypto'
import type { ApprovalStatement, PlanDocument } from '../../shared/plan.ts'
import { bytesOf, fromBase64, toBase64Url } from '../../shared/base64.ts'
import { canonical, toBytes, type Json } from '../../shared/canonical.ts'
import { chip } from '../../shared/chip.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { AnswerOf, PlanSummary } from '../../shared/wire.ts'
import type { Actor, Terminal } from '../contracts.ts'
import type { Approving } from './approving.ts'
import type { Challenge, Codes } from './codes.ts'
import { recorded, timestamp, type Audit, type Clock, type Database, type Devices } from './needs.ts'
import { numberOf, type PlanRecords } from './plan-records.ts'
import type { Begun } from './run.ts'
import type { Transitions } from './transitions.ts'
import type { World } from './world.ts'

/** What an approval touches, all of it of this room. */
export interface ApprovalNeeds {
  readonly database: Database
  readonly audit: Audit
  readonly clock: Clock
  readonly terminal: Terminal
  readonly devices: Devices
  readonly plans: PlanRecords
  readonly transitions: Transitions
  readonly codes: Codes
  readonly approving: Approving
  readonly world: World
  /** Puts the run of a plan that has just been approved on record, in the transaction of the approval. */
  readonly begin: (plan: number, document: PlanDocument, actor: Actor) => Begun
}

/**
 * The press, the code, the approval. Between the press and the run nothing awaits: each call is one turn of the event loop, so that two
 * approvals that race find the plan in `awaiting` once.
 */
export class Approval {
  readonly #needs: ApprovalNeeds

  constructor(needs: ApprovalNeeds) { this.#needs = needs }

  /**
   * The press on Approve: draws a code and shows it on the terminal. Never before a person pressed, and only for a device that has a key.
   * Throws `approving-closed`, `plan-unknown`, `plan-state`, `plan-expired`, `plan-moved`, `target-busy`, `target-unsettled`,
   * `approval-device`, `approval-crowded`.
   */
  press(id: string, digest: string, actor: Actor): AnswerOf<'/v1/plans/press'> {
    const { audit, approving, codes, database, terminal, world } = this.#needs
    approving.demandOpen()
    this.#keyOf(actor)
    const { number, summary } = this.#awaiting(id)
    if (summary.digest !== digest) throw anotherDocument(id)
    const document = world.demandUnmoved(number)
    const drawn = codes.draw(number, digest, actor.device, Date.parse(summary.expiresAt))
    if (drawn === undefined) {
      throw new CountersignError('approval-crowded', 'Too many codes wait to be typed; nothing was changed.', 'Type one, cancel one, or wait two minutes.')
    }
    const expiresAt = timestamp(drawn.challenge.expiresAt)
    try {
      database.transaction(() => audit.append({
        kind: 'approval.pressed', actor: recorded(actor), plan: id, digest, fields: { challenge: drawn.challenge.challenge, expiresAt },
      }))
    } catch (error) {
      // a code that is not on record is never shown
      codes.voidChallenge(drawn.challenge.challenge)
      throw error
    }
    const shown = terminal.approvalCode({ plan: document, digest, chip: chip(digest), code: drawn.code, expiresAt })
    return { challenge: drawn.challenge.challenge, expiresAt, tries: drawn.challenge.tries, terminal: shown }
  }

  /** The person went back: the code is void. */
  cancel(id: string, challenge: string, actor: Actor): PlanSummary {
    const { codes, plans } = this.#needs
    const live = codes.find(challenge)
    if (live?.plan === numberOf(id) && live.device === actor.device) codes.voidChallenge(challenge)
    const summary = plans.summary(numberOf(id))
    if (summary === undefined) throw unknownPlan(id)
    return summary
  }

  /**
   * The code and the device's signature; the run has begun when this returns. A wrong code counts three times over: on this code, on all
   * of them, and on the record.
   */
  approve(id: string, code: string, statement: ApprovalStatement, signature: string, actor: Actor): number {
    const { approving, clock, codes, database, transitions, world, begin } = this.#needs
    approving.demandOpen()
    const key = this.#keyOf(actor)
    const { number, summary } = this.#awaiting(id)
    if (statement.digest !== summary.digest) throw this.#refused(id, summary.digest, actor, 'another document', anotherDocument(id))
    if (statement.decision !== 'approve') throw this.#refused(id, summary.digest, actor, 'another decision', noApproval())
    const challenge = codes.find(statement.challenge)
    if (challenge === undefined && Date.parse(statement.expiresAt) <= clock.now()) {
      throw this.#refused(id, summary.digest, actor, 'code expired', codeExpired())
    }
    if (!fits(challenge, number, summary.digest, statement, actor)) throw this.#refused(id, summary.digest, actor, 'no such code', codeIsVoid())
    if (!signed(key, statement, signature)) throw this.#refused(id, summary.digest, actor, 'wrong signature', badSignature())
    const document = world.demandUnmoved(number)
    const missing = unacknowledged(document, statement)
    if (missing.length > 0) throw this.#refused(id, summary.digest, actor, 'not acknowledged', notAcknowledged(missing))
    // it would be on record for good that a person agreed to what nobody showed them
    if (statement.acknowledged.length > document.rollback.irreversible.length) throw this.#refused(id, summary.digest, actor, 'acknowledged more', noApproval())

    const attempt = codes.attempt(statement.challenge, code)
    if (attempt.kind === 'wrong') throw this.#wrongCode(id, summary.digest, actor, attempt.triesLeft)
    const { run, start } = database.transaction(() => {
      database.run('INSERT INTO approvals (plan, digest, challenge, device, statement, signature) VALUES (?, ?, ?, ?, ?, ?)',
        [number, summary.digest, statement.challenge, actor.device, canonical(statement as Json), signature])
      transitions.plan(number, 'approved', {
        kind: 'approval.granted', actor: recorded(actor), plan: id, digest: summary.digest,
        fields: { statement, signature, publicKey: toBase64Url(key) },
      })
      return begin(number, document, actor)
    })
    start()
    return run
  }

  /** The person said no. No code is needed to change nothing, only the device's signature, so that the record can say who it was. */
  reject(id: string, statement: ApprovalStatement, signature: string, comment: string | undefined, actor: Actor): void {
    const { codes, plans, transitions } = this.#needs
    const key = this.#keyOf(actor)
    const number = numberOf(id)
    const summary = plans.summary(number)
    if (summary === undefined) throw unknownPlan(id)
    if (statement.digest !== summary.digest) throw anotherDocument(id)
    if (statement.decision !== 'reject') throw noApproval()
    if (!signed(key, statement, signature)) throw badSignature()
    transitions.plan(number, 'rejected', {
      kind: 'plan.rejected', actor: recorded(actor), plan: id, digest: summary.digest,
      fields: { statement, signature, publicKey: toBase64Url(key), ...(comment !== undefined && { comment }) },
    }, { why: comment ?? null })
    codes.voidPlan(number)
  }

  /** Only a paired device approves, and only where a person holds it: a model's client, a schedule and the daemon itself have no hand. */
  #keyOf(actor: Actor): Uint8Array {
    const device = actor.via === 'sidebar' || actor.via === 'terminal' ? this.#needs.devices.find(actor.device) : undefined
    if (device !== undefined && device.revokedAt === undefined) return bytesOf(device.publicKey)
    throw new CountersignError('approval-device', 'This device may not approve or reject; nothing was changed.', 'Use a paired sidebar or `countersign approve` in a terminal.')
  }

  #awaiting(id: string): { number: number, summary: PlanSummary } {
    const { plans, world } = this.#needs
    const number = numberOf(id)
    world.expire(number)
    const summary = plans.summary(number)
    if (summary === undefined) throw unknownPlan(id)
    if (summary.state === 'expired') {
      throw new CountersignError('plan-expired', `${id} expired at ${summary.expiresAt}; nothing was changed.`, 'Ask again: the new plan shows the world as it is then.')
    }
    if (summary.state !== 'awaiting') {
      throw new CountersignError('plan-state', `${id} is ${summary.state}, so it can't be approved; nothing was changed.`,
        summary.supersededBy ? `Look at ${summary.supersededBy} instead.` : summary.run ? `Its run is ${summary.run}.` : 'Ask again for a new plan.')
    }
    return { number, summary }
  }

  #wrongCode(id: string, digest: string, actor: Actor, triesLeft: number): CountersignError {
    const { approving, codes, database, audit } = this.#needs
    const closed = database.transaction(() => {
      audit.append({ kind: 'approval.refused', actor: recorded(actor), plan: id, digest, fields: { reason: 'wrong code', triesLeft } })
      return approving.countWrong(recorded(actor))
    })
    if (closed) {
      codes.voidAll()
      return new CountersignError('approving-closed', 'That code is wrong, one of too many: approving is closed now and nothing was changed.',
        'Whoever is at the terminal of the daemon opens it again there: `countersign approving open`.')
    }
    if (triesLeft > 0) {
      return new CountersignError('approval-wrong-code', `That code is wrong; nothing was changed. ${triesLeft === 1 ? 'One try is' : `${triesLeft} tries are`} left.`,
        'Type the six digits that the terminal shows beside the same mark.')
    }
    return new CountersignError('approval-void', 'That was the third wrong code: it is void now, and nothing was changed.', 'Press Approve again for a new one.')
  }

  #refused(plan: string, digest: string, actor: Actor, reason: string, error: CountersignError): CountersignError {
    this.#needs.audit.append({ kind: 'approval.refused', actor: recorded(actor), plan, digest, fields: { reason } })
    return error
  }
}

/** The challenge is alive and was made for exactly this: the plan, its digest, the device, the end that the device signed. */
function fits(challenge: Challenge | undefined, plan: number, digest: string, statement: ApprovalStatement, actor: Actor): boolean {
  return challenge?.plan === plan && challenge.digest === digest && challenge.device === actor.device
    && timestamp(challenge.expiresAt) === statement.expiresAt
}

/** Ed25519 (RFC 8032) over the canonical bytes of the statement. */
function signed(key: Uint8Array, statement: ApprovalStatement, signature: string): boolean {
  const bytes = fromBase64(signature)
  if (bytes?.length !== 64 || key.length !== 32) return false
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(key) } })
  return verify(null, toBytes(canonical(statement as Json)), publicKey, bytes)
}

function unacknowledged(document: PlanDocument, statement: ApprovalStatement): string[] {
  return document.rollback.irreversible.filter(each => !statement.acknowledged.includes(each.id)).map(each => each.name)
}

const unknownPlan = (id: string) => new CountersignError('plan-unknown', `There is no ${id}.`, 'See `countersign plans`.')
const anotherDocument = (id: string) => new CountersignError('plan-digest', `That is not the digest of ${id}; nothing was changed.`, 'Load the plan again.')
const noApproval = () => new CountersignError('approval-decision', 'What the device signed is another decision; nothing was changed.', 'Press the button again.')
const codeIsVoid = () => new CountersignError('approval-void', 'This code is void (used, expired, cancelled, or of another plan or device); nothing was changed.',
  'Press Approve again for a new one.')
const codeExpired = () => new CountersignError('approval-expired', 'This code has expired; nothing was changed.', 'Press Approve again for a new one.')
const badSignature = () => new CountersignError('approval-signature', 'The signature is not one of this device over this decision; nothing was changed.', 'Press the button again; if it repeats, pair again.')
const notAcknowledged = (names: readonly string[]) => new CountersignError('approval-unacknowledged',
  `This can't be taken back and was not acknowledged: ${names.slice(0, 5).join(', ')}; nothing was changed.`, 'Tick each of them by its name, then approve.')
