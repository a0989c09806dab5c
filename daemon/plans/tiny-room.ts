import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PlanDocument, type ApprovalStatement, type Step } from '../../shared/plan.ts'
import { canonical, fromBytes, toBytes, type Json } from '../../shared/canonical.ts'
import type { AnswerOf, Event } from '../../shared/wire.ts'
import type { Actor, PlanRequest, Plans, Terminal } from '../contracts.ts'
import type { Simulator } from '../simulator-contract.ts'
import { createEvents } from '../events.ts'
import { realFiles, type Files } from '../store/files.ts'
import { openStore } from '../store/index.ts'
import { createPlans } from './index.ts'
import { TinyCloud } from './tiny-cloud.ts'

/**
 * This room for its tests and benchmark: over a real store in a folder of its own, with two people who have real keys, and a tiny cloud.
 * The code is read where a person reads it, from what the terminal shows.
 */
export const shop = 'pulumi:shop/dev'
const start = Date.UTC(2026, 10, 23, 12)

export function request(steps: readonly Step[], words: string, person: Person): PlanRequest {
  return {
    title: words, steps,
    asked: { words, reading: words, person: person.actor.person, device: person.actor.device, deviceName: person.actor.deviceName, via: 'sidebar' },
  }
}

export interface Person {
  readonly actor: Actor
  readonly recorded: { person: string, device: string, via: string }
  readonly publicKey: string
  sign(statement: ApprovalStatement): string
}

function person(name: string, device: string): Person {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    actor: { person: name, device, deviceName: `${name}'s laptop`, via: 'sidebar' },
    recorded: { person: name, device, via: 'sidebar' },
    publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
    sign: statement => sign(null, toBytes(canonical(statement as Json)), privateKey).toString('base64'),
  }
}

const [ada, ben] = [person('Ada', 'device-ada'), person('Ben', 'device-ben')]

export const scale = (value: number, target = shop, key = 'web'): PlanRequest => request(
  [{ id: 'step-1', service: 'pulumi', operation: 'set-config', target, parameters: { key, value }, dependsOn: [] },
    { id: 'step-2', service: 'pulumi', operation: 'deploy', target, parameters: {}, dependsOn: ['step-1'] }], `scale ${key} to ${value}`, ada)

export const openRoom = (...targets: string[]) => openRoomOver(new TinyCloud(...(targets.length > 0 ? targets : [shop])))

/** A disk that refuses the next so many writes of the store's file: SQLite makes those at a COMMIT alone, and its journal's before. */
function filling(disk: { refuses: number }): Files {
  const stores = new Set<number>()
  return {
    ...realFiles,
    open(file, flags, mode) {
      const descriptor = realFiles.open(file, flags, mode)
      if (file.endsWith('.db')) stores.add(descriptor)
      else stores.delete(descriptor)
      return descriptor
    },
    write(descriptor, ...rest) {
      if (stores.has(descriptor) && disk.refuses > 0) {
        disk.refuses -= 1
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
      }
      return realFiles.write(descriptor, ...rest)
    },
  }
}

/** @param cloud the one simulator; a test over a real engine brings its own */
export async function openRoomOver<Cloud extends Simulator & { release?(): void }>(cloud: Cloud) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-plans-'))
  const revoked = new Set<string>()
  const time = { now: start, steady: 0 }
  const shown: Parameters<Terminal['approvalCode']>[0][] = []
  const said: string[] = []
  const heard: Event[] = []

  const disk = { refuses: 0 }

  const open = async () => {
    const store = await openStore(folder, { files: filling(disk) })
    const events = createEvents(store.database)
    events.subscribe(events.cursor, (_cursor, event) => heard.push(event))
    const plans = createPlans({
      database: store.database, audit: store.audit, simulators: [cloud], events,
      clock: { now: () => time.now, monotonic: () => time.steady },
      terminal: { approvalCode: (each) => { shown.push(each); return 'shown' }, pairingCode: () => 'shown', say: line => said.push(line) },
      devices: {
        find: device => [ada, ben].filter(each => each.actor.device === device)
          .map(each => ({ publicKey: each.publicKey, ...(revoked.has(device) && { revokedAt: new Date(start).toISOString() }) }))[0],
      },
    })
    return { store, plans }
  }
  let opened = await open()
  let ended = false
  const end = async () => {
    if (ended) return
    ended = true
    cloud.release?.()
    await opened.plans.close()
    opened.store.close()
    rmSync(folder, { recursive: true })
  }

  return {
    cloud, shown, said, heard, revoked, time, disk, ada, ben, end,
    get plans(): Plans { return opened.plans },
    get store() { return opened.store },
    get audit() { return opened.store.audit },
    kinds: () => opened.store.audit.entries({ limit: 1000 }).map(entry => entry.kind),
    code: () => shown.at(-1)?.code ?? '',
    file: () => readFileSync(opened.store.path),
    pass(milliseconds: number) { time.now += milliseconds; time.steady += milliseconds },
    document: (id: string) => PlanDocument.parse(JSON.parse(fromBytes(opened.plans.get(id)?.bytes ?? toBytes('null')))),
    remove: (key: string, target = shop): PlanRequest => request(
      [{ id: 'step-1', service: 'pulumi', operation: 'remove-config', target, parameters: { key }, dependsOn: [] }], `remove ${key}`, ada),
    statement: (digest: string, pressed: AnswerOf<'/v1/plans/press'>, acknowledged: string[] = []): ApprovalStatement => ({
      format: 'countersign/approval/1', digest, challenge: pressed.challenge, decision: 'approve', expiresAt: pressed.expiresAt, acknowledged,
    }),
    /** Presses, reads the code from the terminal and types it. */
    approve(id: string, by: Person = ada): Promise<{ run: string }> {
      const { digest } = opened.plans.get(id)?.summary ?? { digest: '' }
      const pressed = opened.plans.press(id, digest, by.actor)
      const acknowledged = this.document(id).rollback.irreversible.map(each => each.id).sort()
      const statement = this.statement(digest, pressed, acknowledged)
      return opened.plans.approve(id, this.code(), statement, by.sign(statement), by.actor)
    },
    async change(asked: PlanRequest): Promise<{ id: string, run: string }> {
      const { id } = await opened.plans.propose(asked, {})
      return { id, ...await this.approve(id) }
    },
    /** An orderly end and a new start. */
    async restart() { await this.away(() => undefined) },
    /** What is done to the store's folder while no daemon has it. */
    async away(work: () => unknown) {
      await opened.plans.close()
      opened.store.close()
      await work()
      opened = await open()
    },
    /** The process is gone in the middle: nothing of it writes any more, and a new one finds what is on the disk. */
    async die() {
      opened.store.close()
      opened = await open()
    },
  }
}
