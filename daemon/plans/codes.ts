import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Clock } from './needs.ts'

/** What a code is for: this document, on this device, and nothing else. */
export interface Challenge {
  readonly challenge: string
  readonly plan: number
  readonly digest: string
  readonly device: string
  /** Milliseconds of the wall clock. */
  readonly expiresAt: number
  /** Wrong codes that may still be typed. */
  readonly tries: number
}

export type Attempt = { readonly kind: 'right' } | { readonly kind: 'wrong', readonly triesLeft: number }

/** PSD2-like authentication codes are short-lived; two minutes are enough to read six digits and too short to leave one lying about. */
export const LIFETIME = 120_000
export const TRIES = 3
/** So that a device that presses without end can't fill the terminal or the memory. */
const LIVE_AT_ONCE = 20

/**
 * The codes that wait to be typed. They are in this object and on the terminal, nowhere else: not in the store, a log or an answer; a
 * restart voids them all.
 */
export class Codes {
  readonly #clock: Clock
  readonly #live = new Map<string, Challenge & { code: Buffer, born: number }>()

  constructor(clock: Clock) { this.#clock = clock }

  /** Draws a code, evenly out of a million. Undefined where too many codes wait already. An earlier one of this plan and device is void. */
  draw(plan: number, digest: string, device: string, latest: number): { challenge: Challenge, code: string } | undefined {
    this.#sweep()
    for (const [key, live] of this.#live) if (live.plan === plan && live.device === device) this.#live.delete(key)
    if (this.#live.size >= LIVE_AT_ONCE) return undefined
    const code = randomInt(0, 1_000_000).toString().padStart(6, '0')
    const challenge: Challenge = {
      challenge: randomBytes(24).toString('base64url'), plan, digest, device, tries: TRIES,
      expiresAt: Math.min(this.#clock.now() + LIFETIME, latest),
    }
    this.#live.set(challenge.challenge, { ...challenge, code: Buffer.from(code), born: this.#clock.monotonic() })
    return { challenge, code }
  }

  /** The challenge while its code can still be typed. */
  find(challenge: string): Challenge | undefined {
    this.#sweep()
    return this.#live.get(challenge)
  }

  /** Compares in constant time and uses the code up: a right one works once, the third wrong one voids it. */
  attempt(challenge: string, typed: string): Attempt {
    const live = this.#live.get(challenge)
    if (live === undefined) return { kind: 'wrong', triesLeft: 0 }
    const given = Buffer.from(typed)
    if (given.length === live.code.length && timingSafeEqual(given, live.code)) {
      this.#live.delete(challenge)
      return { kind: 'right' }
    }
    const triesLeft = live.tries - 1
    if (triesLeft > 0) this.#live.set(challenge, { ...live, tries: triesLeft })
    else this.#live.delete(challenge)
    return { kind: 'wrong', triesLeft }
  }

  voidChallenge(challenge: string): void { this.#live.delete(challenge) }

  voidPlan(plan: number): void {
    for (const [key, live] of this.#live) if (live.plan === plan) this.#live.delete(key)
  }

  voidAll(): void { this.#live.clear() }

  /** By either clock: a wall clock set back must not keep a code alive, nor one set forward revive it. */
  #sweep(): void {
    for (const [key, live] of this.#live) {
      if (this.#clock.now() >= live.expiresAt || this.#clock.monotonic() - live.born >= LIFETIME) this.#live.delete(key)
    }
  }
}
