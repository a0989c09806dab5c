import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** A resource as the official state format has it, as far as it is read here. */
const resource = z.object({
  urn: z.string(), type: z.string(), custom: z.boolean().optional(), id: z.string().optional(), parent: z.string().optional(),
  protect: z.boolean().optional(), delete: z.boolean().optional(), dependencies: z.array(z.string()).nullish(),
  modified: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(), outputs: z.record(z.string(), z.unknown()).optional(),
})
export type StateResource = z.infer<typeof resource>
const file = z.object({
  version: z.literal(3),
  checkpoint: z.object({
    latest: z.object({
      manifest: z.object({ time: z.string() }).optional(),
      resources: z.array(resource).nullish(),
      pending_operations: z.array(z.object({ resource, type: z.string() })).nullish(),
    }).nullish(),
  }),
})

export interface Checkpoint {
  /** SHA-256 of the file's bytes, which is what a constrained run compares; `empty` where there is nothing in it. */
  readonly digest: string
  readonly bytes: Uint8Array
  readonly resources: readonly StateResource[]
  /** What an engine began and never ended: whether it exists is not known. */
  readonly pending: readonly { readonly resource: StateResource, readonly type: string }[]
  readonly time: string | undefined
  /** Whether the stack exists, be it without resources. */
  readonly exists: boolean
}
export interface StateLock {
  readonly file: string
  readonly pid: number
  readonly host: string
  readonly user: string
  readonly since: string
  /** When its process started, where the engine wrote that: a later process of the same number is another one. */
  readonly started?: string
}

const at = (backend: string) => join(fileURLToPath(backend), '.pulumi')

/**
 * Reads a stack's state out of a `file://` backend, without an engine: a read has to be quick, and the layout is the official one.
 * @throws an error that names the file where it can't be understood
 */
export function readCheckpoint(backend: string, project: string, stack: string): Checkpoint {
  const path = join(at(backend), 'stacks', project, `${stack}.json`)
  if (!existsSync(path)) return { digest: 'empty', bytes: new Uint8Array(), resources: [], pending: [], time: undefined, exists: false }
  const bytes = readFileSync(path)
  let parsed: z.infer<typeof file>
  try {
    parsed = file.parse(JSON.parse(bytes.toString('utf8')))
  } catch (cause) {
    throw new Error(`The state of ${project}/${stack} in ${path} can't be read; nothing was changed. Its last good copy lies beside it (.bak).`, { cause })
  }
  const latest = parsed.checkpoint.latest
  const nothing = !latest?.resources?.length && !latest?.pending_operations?.length
  return {
    digest: nothing ? 'empty' : createHash('sha256').update(bytes).digest('hex'), bytes, exists: true, time: latest?.manifest?.time,
    resources: latest?.resources ?? [], pending: latest?.pending_operations ?? [],
  }
}

const lock = z.object({
  pid: z.number(), username: z.string(), hostname: z.string(), timestamp: z.string(), started: z.string().optional(),
})

/** The locks that lie on a stack of a `file://` backend: who, since when. An unreadable one counts, with nobody's name. */
export function readLocks(backend: string, project: string, stack: string): StateLock[] {
  const folder = join(at(backend), 'locks', 'organization', project, stack)
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter(name => name.endsWith('.json')).map(name => {
    const path = join(folder, name)
    try {
      const { pid, hostname, username, timestamp, started } = lock.parse(JSON.parse(readFileSync(path, 'utf8')))
      return { file: path, pid, host: hostname, user: username, since: timestamp, ...(started !== undefined && { started }) }
    } catch {
      return { file: path, pid: 0, host: '', user: '', since: '' } // half-written or foreign: a lock all the same
    }
  })
}

/** The marks by which the official formats tell a secret in a state. */
const signature = '4dabf18193072939515e22adb298388d'
export const isSecret = (value: unknown): boolean => typeof value === 'object' && value !== null && signature in value
/** Whether a secret is anywhere in a value. */
export const holdsSecret = (value: unknown): boolean => (JSON.stringify(value) ?? '').includes(signature)

/** A state's value with every secret as `[secret]` and without what only engines need. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked)
  if (typeof value !== 'object' || value === null) return value
  if (isSecret(value)) return '[secret]'
  const shown = Object.entries(value).filter(([key]) => key !== '__provider' && key !== '__defaults')
  return Object.fromEntries(shown.map(([key, part]) => [key, masked(part)]))
}
