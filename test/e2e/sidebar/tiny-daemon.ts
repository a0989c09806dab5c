import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Status, Turn } from '../../../shared/wire.ts'
import type { Actor, Plans } from '../../../daemon/contracts.ts'
import { createEvents } from '../../../daemon/events.ts'
import { createFreshness, createHandlers, createHttp, listen, loadTransportKey } from '../../../daemon/http/index.ts'
import { createDevices, createPairing, createTerminal } from '../../../daemon/pairing/index.ts'
import { createPlans } from '../../../daemon/plans/index.ts'
import { TinyCloud } from '../../../daemon/plans/tiny-cloud.ts'
import { openStore } from '../../../daemon/store/index.ts'
import { createTinyChat } from './tiny-chat.ts'

/**
 * A daemon for the sidebar's tests: the real store, pairing, guard, signatures, plans, codes and runs; only the cloud behind them is a tiny
 * one, and the conversation understands little. Whatever a code is, it is read where a person reads it: off the terminal.
 */
export interface TinyDaemon {
  readonly authority: string
  readonly home: string
  readonly cloud: TinyCloud
  readonly turns: Turn[]
  readonly devices: ReturnType<typeof createDevices>
  readonly plans: Plans
  /** Opens pairing; resolves to the code that the terminal prints. */
  pairingCode(): string
  /** The approval code that the terminal printed last, as six digits. */
  approvalCode(): string
  readonly printed: string[]
  /** Lets time pass for codes and plans, in milliseconds. */
  pass(milliseconds: number): void
  /** Ends it; `keep` leaves its folder for the next one. */
  close(keep?: boolean): Promise<void>
}

export const tinyTarget = 'pulumi:shop/dev'

export interface TinyOptions {
  readonly home?: string
  readonly port?: number
  /** What outlives a daemon: the world, and what was said. */
  readonly cloud?: TinyCloud
  readonly turns?: Turn[]
}

export async function startTinyDaemon(options: TinyOptions = {}): Promise<TinyDaemon> {
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), 'countersign-sidebar-'))
  const store = await openStore(home)
  const listener = await listen(options.port ?? 0)
  const printed: string[] = []
  const terminal = createTerminal({ isTTY: true, write: (text) => printed.push(text) })
  const { database, audit } = store
  const events = createEvents(database)
  const freshness = createFreshness()
  const transportKey = await loadTransportKey(home)
  const devices = createDevices(store)
  const authority = (): string => listener.authority
  const pairing = createPairing({ authority, daemonPublicKey: transportKey.publicKey, epoch: () => freshness.epoch, devices, terminal })
  const cloud = options.cloud ?? new TinyCloud(tinyTarget)
  const shared = (): Omit<Status, 'person' | 'device' | 'deviceName'> => {
    const { checkpoint, size, root } = audit.checkpoint()
    return {
      version: '0.1.0', epoch: freshness.epoch, approving: plans.approving, model: { connected: false }, cursor: events.cursor,
      targets: plans.targets().map((target) => ({ ...target, service: 'pulumi', engine: 'a tiny cloud', sandbox: true })),
      audit: { size, root, checkpoint, publicKey: audit.publicKey },
    }
  }
  let passed = 0
  const clock = { now: () => Date.now() + passed, monotonic: () => performance.now() + passed }
  const plans = createPlans({
    clock, database, audit, simulators: [cloud], terminal, events, devices, statusChanged: () => void events.publish({ type: 'status', status: shared() }),
  })
  const turns = options.turns ?? []
  const chat = createTinyChat(plans, tinyTarget, turns, (event) => events.publish(event))
  const status = ({ person, device, deviceName }: Actor): Status => ({ ...shared(), person, device, deviceName })
  const http = createHttp({
    authority, version: '0.1.0', transportKey, freshness, devices, pairing, events,
    handlers: createHandlers({ plans, chat, audit, devices, status, cursor: () => events.cursor }),
    unexpected: (error) => { throw error },
  })
  listener.serve(http)
  const last = (form: RegExp): string => {
    const found = printed.findLast((text) => form.test(text))
    const match = found === undefined ? null : form.exec(found)
    if (match === null) throw new Error(`the terminal printed no ${form.source}`)
    return match[0]
  }
  return {
    authority: listener.authority, home, cloud, turns, devices, plans, printed, pass: (milliseconds) => { passed += milliseconds },
    pairingCode() {
      pairing.open()
      return last(/[0-9A-Z]{4}-[0-9A-Z]{4}/)
    },
    approvalCode: () => last(/code \d{3} \d{3}/).replace(/\D/g, ''),
    async close(keep = false) {
      await listener.close()
      cloud.release()
      await plans.close()
      store.close()
      if (!keep) rmSync(home, { recursive: true, force: true })
    },
  }
}
