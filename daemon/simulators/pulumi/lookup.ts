import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Change } from '../../../shared/plan.ts'
import type { Inquiry } from '../../simulator-contract.ts'
import type { Checkpoint } from '../../engine/index.ts'
import { nameOf } from './changes.ts'
import type { Project } from './project.ts'

export type Pending = Checkpoint['pending'][number]

/** What became of a create that was begun and never ended: the provider's id, null where it isn't there, undefined where nobody knows. */
export type Fate = string | null | undefined

/** The sandbox's kinds: their collection, and the input that is the natural name. */
const collections: Readonly<Record<string, { readonly collection: string, readonly key: string }>> = {
  'sandbox:Site': { collection: 'sites', key: 'name' },
  'sandbox:Database': { collection: 'databases', key: 'name' },
  'sandbox:Route': { collection: 'routes', key: 'path' },
}
const described = z.object({ id: z.string().min(1).max(1024), createdBy: z.string().nullish() })
const patience = 10_000

/**
 * Looks for what a create may have made, at its provider. Only the sandbox can be asked without an engine: by the thing's natural name, and
 * it is ours only where it bears the tag of that plan. For every other provider a person says what exists.
 */
export async function fateOf(
  pending: Pending, project: Project, environment: NodeJS.ProcessEnv, asked: Inquiry | undefined,
): Promise<Fate> {
  const said = asked?.said.filter(({ name }) => name === nameOf(pending.resource.urn) || name === pending.resource.urn) ?? []
  const first = said[0]
  const thing = await inSandbox(pending.resource, { ...environment, ...project.environment })
  // somebody else's thing of that name: adopting it would let a later undo delete what was never ours
  const found = thing && (asked === undefined || ours(thing, asked.plan) ? thing.id : undefined)
  // A person's word counts only where the provider itself can't be asked.
  return found === undefined && said.length === 1 && first !== undefined ? first.physical : found
}

/** How long a request may be on its way to a provider after the process that sent it was killed. Milliseconds. */
const ON_ITS_WAY = 5000

/** Waits until what a run sent before it ended has arrived: a look before that finds nothing of a thing that is there a moment later. */
export async function arrived({ ended }: Pick<Inquiry, 'ended'>): Promise<void> {
  const left = ended === undefined ? 0 : Date.parse(ended) + ON_ITS_WAY - Date.now()
  // a clock that was set back makes nobody wait for hours
  if (left > 0) await wait(Math.min(left, ON_ITS_WAY))
}

/** Whether a create that was not found is there by now, made by a plan of ours. */
export async function appeared({ resource }: Pending, project: Project, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const thing = await inSandbox(resource, { ...environment, ...project.environment })
  return thing != null && ours(thing, 'plan')
}

/**
 * Whether a create of `plan` that was answered with an error made its thing all the same; undefined where nobody can be asked. The state
 * says nothing of it: an engine takes the answer for the truth.
 */
export async function madeAllTheSame(
  { kind, properties }: Pick<Change, 'kind' | 'properties'>, plan: string, project: Project, environment: NodeJS.ProcessEnv,
): Promise<boolean | undefined> {
  const inputs = Object.fromEntries(properties.map(({ path, after }) => [path, after]))
  const thing = await inSandbox({ type: kind, inputs }, { ...environment, ...project.environment })
  return thing === undefined ? undefined : thing !== null && ours(thing, plan)
}

type Thing = z.infer<typeof described>
const ours = ({ createdBy }: Thing, plan: string): boolean => createdBy?.startsWith(`${plan}-`) ?? false

/** @returns null where there is none of that name, undefined where that can't be asked */
async function inSandbox(
  { type, inputs }: Pick<Pending['resource'], 'type' | 'inputs'>, { SANDBOX_URL: url, SANDBOX_TOKEN_FILE: file }: NodeJS.ProcessEnv,
): Promise<Thing | null | undefined> {
  const kind = Object.entries(collections).find(([end]) => type.endsWith(end))?.[1]
  const name = kind && inputs?.[kind.key]
  if (!kind || typeof name !== 'string' || !url || !file || !existsSync(file)) return undefined
  try {
    const answer = await fetch(`${url}/api/v1/${kind.collection}/${encodeURIComponent(name)}`, {
      headers: { authorization: `Bearer ${readFileSync(file, 'utf8').trim()}` }, redirect: 'error', signal: AbortSignal.timeout(patience),
    })
    if (answer.status === 404) return null
    return answer.status === 200 ? described.parse(await answer.json()) : undefined
  } catch (error) {
    if (error instanceof Error) return undefined // a provider that can't be asked is one that nobody knows anything from
    throw error
  }
}
