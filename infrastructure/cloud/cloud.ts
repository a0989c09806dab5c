import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { CallLog } from './calls.ts'
import type { Action, CallRequest } from './calls.ts'
import { Databases } from './database.ts'
import { readDocument, writeDocument } from './document.ts'
import { Faults } from './faults.ts'
import { Refusal } from './refusal.ts'
import { Replicas } from './replicas.ts'
import { databasePatch, databaseSpec, idOf, nameOf, routePatch, routeSpec, sitePatch, siteSpec } from './resource.ts'
import type { Database, Kind, Resource, Site } from './resource.ts'
import { Queue } from './queue.ts'
import type { z } from 'zod'

/** Who calls: the API or a person in the console, and the operation tag that the caller gave. */
export type Caller = Pick<CallRequest, 'actor' | 'operation'>
/** What became of a call. `spoiled` asks the server to lose the answer, or to deny what was done. */
export type Done = { resource: Resource, repeated: boolean, spoiled?: 'drop' | 'deny' }

type Change = { before: Resource | undefined, after: Resource | undefined }

/** More than this and the machine, not the sandbox, would be what is tested. */
const mostResources = 60

/** The cloud: resources by identifier, what runs for them, and the log of calls. Mutations run one at a time, in the order they came. */
export class Cloud {
  readonly faults = new Faults()
  readonly calls: CallLog
  readonly databases: Databases
  readonly replicas: Replicas
  #folder: string
  #resources: Map<string, Resource>
  #revision: number
  #queue = new Queue()

  private constructor(folder: string) {
    const document = readDocument(folder)
    this.#folder = folder
    this.#revision = document.revision
    this.#resources = new Map(document.resources.map(one => [idOf(one), one]))
    this.calls = new CallLog(folder)
    this.databases = new Databases(folder)
    this.replicas = new Replicas(name => {
      const database = this.find('databases', name)
      return database?.kind === 'databases' ? this.databases.facts(database).rows : null
    })
  }

  /** Opens the state folder and brings back every listener and database that it describes. */
  static async open(folder: string): Promise<Cloud> {
    const cloud = new Cloud(folder)
    const databases = cloud.list().filter(one => one.kind === 'databases')
    cloud.databases.sweep(databases.map(one => one.uid))
    for (const database of databases) cloud.databases.fit(database)
    for (const site of cloud.list()) if (site.kind === 'sites') await cloud.replicas.fit(site.spec)
    return cloud
  }

  get revision(): number {
    return this.#revision
  }

  list(kind?: Kind): Resource[] {
    return [...this.#resources.values()]
      .filter(one => kind === undefined || one.kind === kind)
      .toSorted((a, b) => idOf(a) < idOf(b) ? -1 : 1)
  }

  find(kind: Kind, name: string): Resource | undefined {
    return this.#resources.get(`${kind}/${name}`)
  }

  get(kind: Kind, name: string): Resource {
    const found = this.find(kind, name)
    if (!found) throw new Refusal('not-found', `There is no ${kind}/${name} in the sandbox.`, `List what there is with GET /api/v1/${kind}.`)
    return found
  }

  /**
   * Creates a resource. The same create again (same operation tag, same specification) answers with what the first one made, so a
   * caller that lost the answer may repeat it; any other create of a taken name is refused.
   */
  create(kind: Kind, body: unknown, caller: Caller): Promise<Done> {
    const resource = born(kind, body, caller.operation)
    return this.#call('create', kind, nameOf(resource), caller, async () => {
      const taken = this.find(kind, nameOf(resource))
      if (taken) {
        const same = taken.createdBy === caller.operation && isDeepStrictEqual(taken.spec, resource.spec)
        if (caller.operation !== null && same) return { before: taken, after: taken }
        throw new Refusal('exists', `${idOf(taken)} exists already; nothing was changed.`, 'Update it, or choose another name.')
      }
      if (this.#resources.size >= mostResources) throw new Refusal('limit', `The sandbox holds at most ${mostResources} resources; nothing was changed.`, 'Delete one first.')
      this.#checkReferences(resource)
      if (resource.kind === 'databases') {
        try {
          this.databases.fit(resource)
          if (resource.spec.sampleRows > 0) this.databases.fill(resource, resource.spec.sampleRows)
          this.#write(resource, undefined)
        } catch (error) {
          this.databases.remove(resource.uid)
          throw error
        }
      } else {
        if (resource.kind === 'sites') await this.replicas.fit(resource.spec)
        await this.#writeOr(() => resource.kind === 'sites' ? this.replicas.remove(resource.spec.name) : undefined, resource, undefined)
      }
      return { before: undefined, after: resource }
    })
  }

  /** Changes what may be changed in place. */
  update(kind: Kind, name: string, body: unknown, caller: Caller): Promise<Done> {
    return this.#call('update', kind, name, caller, async () => {
      const before = this.get(kind, name)
      const after = patched(before, body)
      this.#checkReferences(after)
      if (after.kind === 'databases') {
        this.databases.fit(after)
        await this.#writeOr(() => this.databases.fit(after, (before as Database).spec.tier), after, before)
      } else if (after.kind === 'sites') {
        await this.replicas.fit(after.spec)
        await this.#writeOr(() => this.replicas.fit((before as Site).spec), after, before)
      } else {
        this.#write(after, before)
      }
      return { before, after }
    })
  }

  /** Deletes a resource; a protected database and a site that a route leads to are refused. */
  remove(kind: Kind, name: string, caller: Caller): Promise<Done> {
    return this.#call('delete', kind, name, caller, async () => {
      const before = this.get(kind, name)
      if (before.kind === 'databases' && before.spec.protected) {
        throw new Refusal('protected', `Database ${name} is protected from deletion; nothing was changed.`, 'Switch its protection off first.')
      }
      const user = this.list('routes').find(one => one.kind === 'routes' && kind === 'sites' && one.spec.site === name)
      if (user) throw new Refusal('in-use', `Site ${name} is what ${idOf(user)} leads to; nothing was changed.`, 'Delete that route or lead it elsewhere first.')
      this.#write(undefined, before)
      if (before.kind === 'databases') this.databases.remove(before.uid)
      if (before.kind === 'sites') await this.replicas.remove(name)
      return { before, after: undefined }
    })
  }

  /** Adds sample rows to a database: data that a delete or a replacement would destroy. */
  fill(name: string, count: number, caller: Caller): Promise<Done> {
    return this.#call('fill', 'databases', name, caller, async () => {
      const before = this.get('databases', name)
      if (before.kind !== 'databases') throw new Refusal('not-found', `There is no database ${name}.`, 'Look at the list.')
      this.databases.fill(before, count)
      const after = { ...before, changed: new Date().toISOString() }
      this.#write(after, before)
      return { before, after }
    })
  }

  async close(): Promise<void> {
    await this.#queue.idle()
    await this.replicas.close()
    this.databases.close()
    this.calls.close()
  }

  async #call(action: Action, kind: Kind, name: string, caller: Caller, perform: () => Promise<Change>): Promise<Done> {
    const sequence = this.calls.begin({ action, kind, name, ...caller })
    const fault = this.faults.take(kind, action, name)
    if (fault?.mode === 'slow') await wait(fault.milliseconds)
    return this.#queue.run(async () => {
      try {
        if (fault?.mode === 'fail') throw new Refusal('injected', `The sandbox was told to fail this ${action} of ${kind}/${name}; nothing was changed.`, 'Try again: it fails once.')
        const { before, after } = await perform()
        const repeated = action === 'create' && before !== undefined
        this.calls.finish(sequence, repeated ? 'repeated' : 'done', before?.spec, after?.spec)
        const resource = after ?? before
        if (!resource) throw new Error('an operation ended without a resource')
        return { resource, repeated, ...((fault?.mode === 'drop' || fault?.mode === 'deny') && { spoiled: fault.mode }) }
      } catch (error) {
        this.calls.finish(sequence, error instanceof Refusal ? error.code : 'storage')
        throw error
      }
    })
  }

  #checkReferences(resource: Resource) {
    if (resource.kind === 'routes' && !this.find('sites', resource.spec.site)) {
      throw new Refusal('invalid', `Route ${resource.spec.path} leads to site ${resource.spec.site}, which doesn't exist; nothing was changed.`, 'Create the site first.')
    }
    if (resource.kind === 'sites' && resource.spec.database !== null && !this.find('databases', resource.spec.database)) {
      throw new Refusal('invalid', `Site ${resource.spec.name} uses database ${resource.spec.database}, which doesn't exist; nothing was changed.`, 'Create the database first.')
    }
  }

  async #writeOr(undo: () => unknown, after: Resource, before: Resource | undefined) {
    try {
      this.#write(after, before)
    } catch (error) {
      await undo()
      throw error
    }
  }

  /** The one place where the state changes: on disk first, then in memory. */
  #write(after: Resource | undefined, before: Resource | undefined) {
    const next = new Map(this.#resources)
    if (before) next.delete(idOf(before))
    if (after) next.set(idOf(after), after)
    try {
      writeDocument(this.#folder, { revision: this.#revision + 1, resources: [...next.values()] })
    } catch (cause) {
      throw Object.assign(new Refusal('storage', 'The sandbox could not write its state; nothing was changed.', 'Look at the space and the rights of its folder.'), { cause })
    }
    this.#resources = next
    this.#revision += 1
  }
}

function born(kind: Kind, body: unknown, createdBy: string | null): Resource {
  const now = new Date().toISOString()
  const common = { uid: randomBytes(8).toString('hex'), createdBy, created: now, changed: now }
  if (kind === 'sites') return { kind, ...common, spec: accept(siteSpec, body) }
  if (kind === 'databases') return { kind, ...common, spec: accept(databaseSpec, body) }
  return { kind, ...common, spec: accept(routeSpec, body) }
}

function patched(before: Resource, body: unknown): Resource {
  const changed = new Date().toISOString()
  if (before.kind === 'sites') return { ...before, changed, spec: { ...before.spec, ...accept(sitePatch, body) } }
  if (before.kind === 'databases') return { ...before, changed, spec: { ...before.spec, ...accept(databasePatch, body) } }
  return { ...before, changed, spec: { ...before.spec, ...accept(routePatch, body) } }
}

/** Parses a body or refuses it with the first thing that is wrong, in words. */
export function accept<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : ''
  throw new Refusal('invalid', `${where}${issue?.message ?? 'not what was expected'}; nothing was changed.`, 'Correct it and try again.')
}
