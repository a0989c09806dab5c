import { hostname, userInfo } from 'node:os'
import { CountersignError } from '../../../shared/errors.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import { pair as pairWith } from '../../../shared/pair.ts'
import type { Command, Invocation } from '../command.ts'
import { keepIdentity, newDeviceKey } from '../identity.ts'
import { askOperator, operatorStatus } from '../operator.ts'
import { unseen } from '../unseen.ts'

/** How often it is looked whether the code was used elsewhere, in milliseconds. */
const glance = 500

/** A name as the protocol takes it: no control characters, 64 at most. */
const named = (text: string): string => excerpt(text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ''), 64) || 'terminal'

/**
 * Opens pairing and pairs this command. The same code pairs a sidebar instead: whoever came for that types it there, and this command says
 * that it was used and ends.
 */
export const pair: Command = {
  usage: 'pair [--person NAME]',
  about: 'pair this command, or a sidebar, with the code that the daemon’s terminal shows',
  options: { person: { type: 'string' } },
  words: [0, 0],
  async run({ home, input, options, tell }) {
    const before = await operatorStatus(home)
    // A code that is open already stays good for whoever pipes one in: they have read that one. A person reads a new one.
    if (input.interactive || before.pairing === 'closed') {
      const reply = await askOperator(home, { command: 'pair' })
      if ('pairing' in reply && reply.pairing.shown === 'watch') throw unseen('pair')
    }
    if (input.interactive) tell('The daemon’s terminal shows a code. Type it in the sidebar to pair that, or here to pair this command.')
    const code = await typedHere({ home, input }, before.devices)
    if (code === undefined) return { value: { paired: 'another device' }, text: 'Another device was paired with that code.' }

    const { authority } = before
    const { pair: deviceKey, privateKey } = await newDeviceKey()
    const user = userInfo().username
    const name = named(`terminal of ${user} on ${hostname()}`)
    const person = named(typeof options.person === 'string' ? options.person : user)
    const { deviceId, daemonPublicKey } = await pairWith({ code, name, person, origin: null, authority, fetch, deviceKey })
    keepIdentity(home, { authority, deviceId, daemonPublicKey, privateKey })
    return { value: { device: deviceId, name, person, daemon: authority }, text: `Paired with the daemon at ${authority} as "${name}".` }
  },
}

/** The code, or undefined once another device was paired with it. Throws `pairing-closed` when it has expired. */
async function typedHere({ home, input }: Pick<Invocation, 'home' | 'input'>, devices: number): Promise<string | undefined> {
  const over = new AbortController()
  let elsewhere = false
  const look = async (): Promise<void> => {
    const now = await operatorStatus(home)
    if (now.pairing === 'open') return
    elsewhere = now.devices > devices
    over.abort(new CountersignError('pairing-closed', 'The code has expired or was tried too often; nothing was paired.', 'Run `countersign pair` again.'))
  }
  const looking = input.interactive ? setInterval(() => void look().catch((error: unknown) => over.abort(error)), glance) : undefined
  try {
    return (await input.next('Code: ', over.signal)).trim()
  } catch (error) {
    if (elsewhere) return undefined
    throw error
  } finally {
    clearInterval(looking)
  }
}
