import { randomText } from '../../shared/base64.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { Epoch } from '../../shared/pairing.ts'
import { clockTolerance, type SignatureParameters } from '../../shared/signature.ts'

/** Two clocks: the wall's, which people and other machines can set, and one that only goes forward. Milliseconds. */
export interface Clock {
  wall(): number
  monotonic(): number
}

export const systemClock: Clock = { wall: () => Date.now(), monotonic: () => performance.now() }

/** Seconds after which a nonce is forgotten: by then its request is too old even for a clock that went back by one tolerance unnoticed. */
const remembered = clockTolerance * 3
/** Nonces at most, about 12 MB: more requests than a person's devices make in 90 seconds, so beyond it something is wrong. */
const capacity = 100_000

/** Judges whether a request whose signature is valid is also new: of this epoch, of now, and seen for the first time. */
export interface Freshness {
  /** This life of the daemon; another one after the clock went back. */
  readonly epoch: Epoch
  /** Throws `epoch-wrong`, `clock-skew`, `replayed` or `busy`; otherwise the nonce is taken from now on. */
  admit(parameters: SignatureParameters): void
}

export function createFreshness(clock: Clock = systemClock): Freshness {
  let epoch = randomText(16) as Epoch
  const seen = new Map<string, number>() // nonce → created; a Map keeps the order of arrival, so the oldest are at the front
  let ahead = clock.wall() - clock.monotonic() // the most that the wall clock was ever ahead, as of this epoch

  /**
   * Forgotten nonces are safe only while time goes forward. When the wall clock went back, by a person or a time server, requests that
   * were too old become young again; a new epoch makes all of them worthless at once, and clients learn it by their next hello.
   */
  function watchClock(): void {
    const difference = clock.wall() - clock.monotonic()
    if (difference < ahead - clockTolerance * 1000) {
      epoch = randomText(16) as Epoch
      seen.clear()
      ahead = difference
    } else {
      ahead = Math.max(ahead, difference)
    }
  }

  function forget(now: number): void {
    for (const [nonce, created] of seen) {
      if (created > now - remembered) break
      seen.delete(nonce)
    }
  }

  return {
    get epoch() {
      watchClock()
      return epoch
    },
    admit({ created, nonce, epoch: claimed }) {
      watchClock()
      if (claimed !== epoch) {
        throw new CountersignError(
          'epoch-wrong',
          'The request was made for an earlier start of the daemon, so it was not carried out.',
          'Send it again: the client asks the daemon for its current epoch first.',
        )
      }
      const now = Math.floor(clock.wall() / 1000)
      if (Math.abs(now - created) > clockTolerance) {
        throw new CountersignError(
          'clock-skew',
          `The request was made ${Math.abs(now - created)} seconds ${created < now ? 'ago' : 'ahead of time'}, so it was not carried out.`,
          'Set the clocks of both sides right, and send it again.',
        )
      }
      forget(now)
      if (seen.has(nonce)) {
        throw new CountersignError('replayed', 'The request was received before, so it was not carried out again.', 'Look at what became of the first one.')
      }
      if (seen.size >= capacity) {
        throw new CountersignError('busy', 'Too many requests arrived in the last minute, so this one was not carried out.', 'Wait a minute.')
      }
      seen.set(nonce, created)
    },
  }
}
