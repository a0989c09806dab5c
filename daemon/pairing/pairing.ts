import type { z } from 'zod'
import { bytesOf, randomText, toBase64Url } from '../../shared/base64.ts'
import { confirmation, equalBytes, sessionKey, share } from '../../shared/cpace.ts'
import { CountersignError } from '../../shared/errors.ts'
import {
  formatPairingCode, pairingExchange, randomPairingCode, statementBytes,
  type DaemonStatement, type DeviceId, type DeviceStatement, type Epoch, type PublicKey,
  type pairFinishAnswerSchema, type pairFinishRequestSchema, type pairStartAnswerSchema, type pairStartRequestSchema,
} from '../../shared/pairing.ts'
import { protocol } from '../../shared/signature.ts'
import type { Terminal } from '../contracts.ts'
import type { Devices } from './devices.ts'

/** Seconds that a code is good for, and how many may try it in all: of 2⁴⁰ codes, three. */
const codeLifetime = 120
const codeTries = 3

export interface PairingOptions {
  readonly authority: () => string
  readonly daemonPublicKey: PublicKey
  readonly epoch: () => Epoch
  readonly devices: Devices
  readonly terminal: Pick<Terminal, 'pairingCode' | 'say'>
  /** Milliseconds: the wall's, and one that only goes forward. A code is over when either says so. */
  readonly clock?: { wall(): number, monotonic(): number }
}

/** The responder of CPace. There is nothing to pair with except while the operator opened it. */
export interface Pairing {
  /** Prints a new code; one from before is void. `watch` where nobody could see it. */
  open(): { readonly expiresAt: string, readonly shown: 'shown' | 'watch' }
  close(): void
  readonly state: 'open' | 'closed'
  /** First round trip; counts as a try. `origin` is what the request's own header said. Throws `pairing-closed`. */
  start(request: z.output<typeof pairStartRequestSchema>, origin: string | null): z.input<typeof pairStartAnswerSchema>
  /** Second round trip: the device is paired once this returns. Throws `pairing-wrong-code`. */
  finish(request: z.output<typeof pairFinishRequestSchema>): z.input<typeof pairFinishAnswerSchema>
}

/** A first round trip whose second is awaited. `expected` is the tag that only somebody with the same code can send. */
interface Attempt {
  readonly device: DeviceStatement
  readonly deviceId: DeviceId
  readonly expected: Uint8Array
  readonly answer: Uint8Array
}

/** One opening: a code and what came of it. */
interface Opening {
  readonly code: string
  readonly endsWall: number
  readonly endsMonotonic: number
  triesLeft: number
  readonly attempts: Map<string, Attempt>
}

export function createPairing(options: PairingOptions): Pairing {
  const { devices, terminal } = options
  const clock = options.clock ?? { wall: Date.now, monotonic: () => performance.now() }
  let opening: Opening | null = null

  function current(): Opening | null {
    if (opening !== null && (clock.wall() >= opening.endsWall || clock.monotonic() >= opening.endsMonotonic)) {
      opening = null
      terminal.say('The pairing code has expired; nothing was paired with it. A new one: countersign pair')
    }
    return opening
  }

  function closed(): CountersignError {
    return new CountersignError(
      'pairing-closed',
      'The daemon is not waiting to be paired, so nothing was paired.',
      'Run `countersign pair` on its machine, and type the new code within two minutes.',
    )
  }

  /** Gives up one attempt. With the last one the opening is over, so a fourth guess meets no code at all. */
  function wrong(within: Opening, why: string): CountersignError {
    const over = within.triesLeft === 0 && within.attempts.size === 0
    if (over && opening === within) opening = null
    const left = over ? 'Pairing is closed; a new code: countersign pair' : `${within.triesLeft} of ${codeTries} tries are left.`
    terminal.say(`${why} Nothing was paired. ${left}`)
    return new CountersignError(
      'pairing-wrong-code',
      'The code was wrong, so nothing was paired.',
      over ? 'Pairing is closed now. Run `countersign pair` on the daemon for a new code.' : `${within.triesLeft} of ${codeTries} tries are left.`,
    )
  }

  return {
    get state() {
      return current() === null ? 'closed' : 'open'
    },
    open() {
      const code = randomPairingCode()
      const [endsWall, endsMonotonic] = [clock.wall() + codeLifetime * 1000, clock.monotonic() + codeLifetime * 1000]
      opening = { code, endsWall, endsMonotonic, triesLeft: codeTries, attempts: new Map() }
      const expiresAt = new Date(endsWall).toISOString()
      return { expiresAt, shown: terminal.pairingCode({ code: formatPairingCode(code), expiresAt }) }
    },
    close() {
      opening = null
    },
    start({ session, point, device }, origin) {
      const within = current()
      // Counted before anything is looked at, and synchronously: starts that arrive together count together.
      if (within === null || within.triesLeft === 0) throw closed()
      within.triesLeft -= 1
      const authority = options.authority()
      if (device.authority !== authority || device.origin !== origin || within.attempts.has(session)) {
        throw wrong(within, 'A request to pair named another address or origin than it came by.')
      }
      const exchange = pairingExchange(within.code, authority, bytesOf(session))
      const own = share(exchange)
      const deviceId = `device-${randomText(12)}` as DeviceId
      const daemon: DaemonStatement = {
        role: 'daemon', protocol, authority, deviceId, publicKey: options.daemonPublicKey, epoch: options.epoch(),
      }
      const initiator = { point: bytesOf(point), associated: statementBytes(device) }
      const responder = { point: own.point, associated: statementBytes(daemon) }
      const key = sessionKey(exchange, own.scalar, initiator.point, initiator, responder)
      if (key === null) throw wrong(within, 'A request to pair was malformed.')
      within.attempts.set(session, {
        device, deviceId, expected: confirmation(exchange, key, initiator), answer: confirmation(exchange, key, responder),
      })
      return { point: toBase64Url(own.point), daemon }
    },
    finish({ session, tag }) {
      const within = current()
      const attempt = within?.attempts.get(session)
      if (within === null || attempt === undefined) throw closed()
      within.attempts.delete(session)
      const { device, deviceId } = attempt
      if (!equalBytes(bytesOf(tag), attempt.expected)) throw wrong(within, `A device that calls itself "${device.name}" tried a wrong code.`)
      opening = null // a code pairs one device
      devices.add({ id: deviceId, publicKey: device.publicKey, name: device.name, person: device.person, origin: device.origin })
      terminal.say(`Paired "${device.name}" of ${device.person} (${device.origin ?? 'terminal'}). To undo: countersign devices revoke ${deviceId}`)
      return { tag: toBase64Url(attempt.answer) }
    },
  }
}
