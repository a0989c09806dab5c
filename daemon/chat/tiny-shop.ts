import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Change, Mode, Step } from '../../shared/plan.ts'
import { digestOf } from '../../shared/canonical.ts'
import type { Event } from '../../shared/wire.ts'
import type { Actor } from '../contracts.ts'
import type { Outcome, Resource, Setting, Simulated, Simulator } from '../simulator-contract.ts'
import { createEvents } from '../events.ts'
import { createPlans } from '../plans/index.ts'
import { openStore } from '../store/index.ts'
import { createChat } from './index.ts'
import type { Needs } from './index.ts'
import { Memories } from './memory/index.ts'
import { documentIn } from './plan-document.ts'

/**
 * A shop small enough to keep in memory, for this room's tests: real settings of each type, resources that depend on each other, and a
 * simulation that computes what setting them would change. The plans, the store and the events around it are the real ones.
 */
const SETTINGS: readonly Setting[] = [
  {
    key: 'shop:replicas', type: 'integer', description: 'How many copies of the shop\'s front page (site web) answer in turn', value: 2,
    secret: false, minimum: 1, maximum: 10,
  },
  {
    key: 'shop:cartReplicas', type: 'integer', description: 'How many copies of the cart (site cart) answer in turn', value: 1,
    secret: false, minimum: 1, maximum: 10,
  },
  {
    key: 'shop:search', type: 'boolean', description: 'Whether the shop has a search, with its site and its route', value: true,
    secret: false,
  },
  {
    key: 'shop:content', type: 'string', description: 'The text on the shop\'s front page', value: 'Everything for the kitchen',
    secret: false,
  },
  {
    key: 'shop:banner', type: 'string', description: 'A line above the front page\'s text, for a sale or a warning', value: '',
    secret: false,
  },
  {
    key: 'shop:databaseTier', type: 'string', description: 'How much room the shop\'s database (main) has', value: 'small', secret: false,
    choices: ['small', 'medium', 'large'],
  },
  {
    key: 'shop:databaseProtected', type: 'boolean', description: 'Whether the shop\'s database (main) refuses to be deleted', value: false,
    secret: false,
  },
  {
    key: 'shop:keepCartOld', type: 'boolean', description: 'Whether the database of the first cart (cart-old) is kept; its rows are lost when it goes', value: true, secret: false
  },
  { key: 'shop:token', type: 'string', description: 'The password of the payment service', secret: true },
]

export class TinyShop implements Simulator {
  readonly service = 'pulumi'
  problems?: () => readonly string[]
  readonly #modes: ReadonlyMap<string, Mode>
  readonly #settings = new Map<string, Map<string, string | number | boolean>>()
  /** What somebody did to the world past the program, by resource. */
  readonly meddled = new Map<string, string>()
  /** Names of resources as an attacker chose them: tests put anything in here. */
  readonly renamed = new Map<string, string>()
  failing = false
  /** More of the places into which somebody else can write. */
  output = 'http://127.0.0.1:9041/r/shop'
  note = ''

  constructor(modes: Readonly<Record<string, Mode>>) {
    this.#modes = new Map(Object.entries(modes))
    for (const id of this.#modes.keys()) this.#settings.set(
      id, new Map(SETTINGS.flatMap(({ key, value }) => value === undefined ? [] : [[key, value]]))
    )
  }

  values(target: string): Map<string, string | number | boolean> {
    return this.#settings.get(target) ?? new Map<string, string | number | boolean>()
  }

  targets() {
    return [...this.#modes].map(([id, mode]) => ({ id, title: id.slice(7), mode, place: 'a tiny shop in memory' }))
  }

  inventory(target: string) {
    const values = this.values(target)
    return Promise.resolve({
      target, program: 'tiny/shop.ts', state: digestOf(JSON.stringify([...values])), outputs: { url: this.output }, lastUpdate: '2026-11-23T10:00:00Z',
      settings: SETTINGS.map(
        (setting): Setting => (
          {
            ...setting, description: `${setting.description ?? ''}${this.note}`,
            ...(values.has(setting.key) && { value: values.get(setting.key) ?? '' }),
          }
        )
      ), resources: this.#resources(target),
    })
  }

  #resources(target: string): Resource[] {
    const urn = (kind: string, name: string): string => `urn:pulumi:dev::shop::sandbox:${kind}::${name}`
    const values = this.values(target)
    const make = (kind: string, name: string, properties: Record<string, unknown>, dependsOn: string[] = []): Resource =>
      (
        {
          target, id: urn(kind, name), kind: `pulumi-nodejs:dynamic/sandbox:${kind}`, name: this.renamed.get(name) ?? name,
          physicalId: `${kind.toLowerCase()}s/${name}`, dependsOn, protected: false, properties: { name, ...properties },
        }
      )
    return [
      make('Database', 'main', { tier: values.get('shop:databaseTier'), rows: 1200 }),
      make('Site', 'web', { replicas: values.get('shop:replicas'), content: values.get('shop:content') }, [urn('Database', 'main')]),
      make('Site', 'cart', { replicas: values.get('shop:cartReplicas') }, [urn('Database', 'main')]),
      make('Route', 'shop', { path: 'shop' }, [urn('Site', 'web')]),
    ]
  }

  drift(target: string) {
    const changes = this.#resources(target).flatMap((resource): Change[] => {
      const was = this.meddled.get(resource.name)
      return was === undefined ? [] : [
        {
          operation: 'update', id: resource.id, kind: resource.kind, name: resource.name, dependsOn: [],
          properties: [{ path: 'replicas', before: String(resource.properties.replicas), after: was }],
        },
      ]
    })
    return Promise.resolve({ target, at: new Date(0).toISOString(), changes })
  }

  simulate(target: string, steps: readonly Step[], options: Parameters<Simulator['simulate']>[2]): Promise<Simulated> {
    const before = this.values(target)
    const captured = options.undo?.capture.files[0]?.bytes
    const after = captured ? new Map(
      JSON.parse(new TextDecoder().decode(captured)) as [string, string | number | boolean][]
    ) : new Map(before)
    for (const step of steps) if (step.operation === 'set-config') after.set(step.parameters.key, step.parameters.value)
    const changes = [...after].filter(([key, value]) => before.get(key) !== value).map(([key, value]): Change => ({
      operation: 'update', id: `${target}/${key}`, kind: 'sandbox:Site', name: key, dependsOn: [], properties: [
        { path: key, before: String(before.get(key)), after: String(value) },
      ],
    }))
    const count = (operation: Change['operation']): number => changes.filter((change) => change.operation === operation).length
    for (const step of steps) {
      const { parameters } = step
      const kind = 'sandbox:Site'
      if (step.operation === 'add-resource') changes.push({ operation: 'create', id: `${target}/${step.parameters.name}`, kind, name: step.parameters.name, dependsOn: [], properties: [] })
      if (step.operation === 'remove-resource') changes.push({ operation: 'delete', id: `${target}/${step.parameters.resource}`, kind, name: step.parameters.resource, dependsOn: [], properties: [] })
      if (step.operation === 'set-input') changes.push({ operation: 'update', id: `${target}/${step.parameters.resource}`, kind, name: step.parameters.resource, dependsOn: [], properties: [{ path: step.parameters.input, after: JSON.stringify(parameters) }] })
    }
    return Promise.resolve({
      steps: steps.map(
        (step, index) => (
          { step: step.id, fidelity: 'exact' as const, summary: step.operation, changes: index === 0 ? changes : [], attachments: [] }
        )
      ),
      counts: {
        create: count('create'), update: count('update'), replace: 0, delete: count('delete'), same: 4, other: 0,
      }, unknowns: [], recommendations: [],
      rollback: {
        automatic: true, summary: 'The settings go back.',
        steps: changes.map(({ id, kind, name }) => ({ operation: 'update' as const, id, kind, name, text: `${name} goes back` })),
        irreversible: [],
      },
      binding: { target, identity: { shop: 'tiny' }, digests: { state: digestOf(JSON.stringify([...before])) } }, attachments: [],
    })
  }

  /** Code that was kept, for tests to see whether any was. */
  readonly kept: Readonly<Record<string, string>>[] = []
  keepEdit(_: string, files: Readonly<Record<string, string>>) {
    this.kept.push(files)
    return Promise.resolve(digestOf(JSON.stringify(files)))
  }

  capture(target: string) {
    const text = JSON.stringify([...this.values(target)])
    return Promise.resolve({ digests: { state: digestOf(text) }, files: [{ name: 'settings', bytes: new TextEncoder().encode(text) }] })
  }

  execute(plan: Parameters<Simulator['execute']>[0], target: string, observer: Parameters<Simulator['execute']>[2]): Promise<Outcome> {
    for (const change of plan.simulation.steps.flatMap((step) => step.changes)) {
      const step = { id: change.id, operation: change.operation, kind: change.kind, name: change.name, phase: 'forward' as const }
      observer.intent({ ...step, state: 'running' })
      if (this.failing) {
        observer.outcome({ ...step, state: 'failed', detail: 'the tiny shop is closed' })
        return Promise.resolve({ kind: 'failed', summary: 'the tiny shop is closed', hint: 'Try again tomorrow.', uncertain: [] })
      }
      const value = change.properties[0]?.after ?? ''
      const was = this.values(target).get(change.name)
      this.values(target).set(change.name, typeof was === 'number' ? Number(value) : typeof was === 'boolean' ? value === 'true' : value)
      observer.outcome({ ...step, state: 'done' })
    }
    return Promise.resolve({ kind: 'succeeded', asSimulated: true, summary: 'done', stateAfter: '' })
  }

  rollback(): Promise<Outcome> {
    return Promise.resolve({ kind: 'succeeded', asSimulated: true, summary: 'nothing had changed', stateAfter: '' })
  }
  settle() { return Promise.resolve({ known: [], unknown: [] }) }
}

export const ada: Actor = { person: 'Ada', device: 'device-ada', deviceName: 'Ada\'s laptop', via: 'sidebar' }

/** The chat over a real store, real plans and a tiny shop, all gone when the test is over. */
export async function openShop(
  modes: Readonly<Record<string, Mode>> = { 'pulumi:shop/dev': 'dev', 'pulumi:shop/prod': 'read-only' }, more: Partial<Needs> = {}
) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-chat-'))
  const shop = new TinyShop(modes)
  const store = await openStore(folder)
  const events = createEvents(store.database)
  const heard: Event[] = []
  events.subscribe(events.cursor, (_, event) => heard.push(event))
  const plans = createPlans({
    database: store.database, audit: store.audit, simulators: [shop], events, devices: { find: () => undefined },
    terminal: { approvalCode: () => 'shown', pairingCode: () => 'shown', say: () => undefined },
  })
  const memory = new Memories(store.database)
  const needs: Needs = {
    memory, database: store.database, audit: store.audit, plans, simulators: [shop], events, ...more }
  const chat = createChat(needs)
  onTestFinished(async () => {
    await plans.close()
    store.close()
    rmSync(folder, { recursive: true })
  })
  const ask = (
    text: string, more: Partial<Parameters<typeof chat.ask>[0]> = {}
  ) => chat.ask({ message: crypto.randomUUID(), text, ...more }, ada)
  /** The steps of a turn's plan, out of the bytes that a person would approve. */
  const stepsOf = (plan: string | undefined): Step[] => {
    const bytes = plan === undefined ? undefined : plans.get(plan)?.bytes
    return bytes === undefined ? [] : documentIn(bytes).steps
  }
  return { shop, store, plans, chat, ask, heard, needs, memory, stepsOf }
}
