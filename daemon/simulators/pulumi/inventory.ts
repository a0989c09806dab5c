import type { Drift, Inventory, Resource } from '../../simulator-contract.ts'
import { masked } from '../../engine/index.ts'
import type { StateResource } from '../../engine/index.ts'
import { changesOf, isBookkeeping, kindOf, nameOf } from './changes.ts'
import type { Context } from './context.ts'
import { refusal } from './preview.ts'
import { programText } from './program/reading.ts'
import { stateDigest } from './session.ts'
import { listSettings } from './settings.ts'
import { readSettings, readSource } from './source.ts'

/** What the state holds, read from its file alone: a read must not wait for an engine. */
export function inventory(context: Context, target: string): Inventory {
  const project = context.project(target)
  const checkpoint = context.session.checkpoint(project)
  const { classes, settings } = programText(project.path, project.name)
  const stack = checkpoint.resources.find(one => one.type === 'pulumi:pulumi:Stack')
  return {
    target, program: project.description === '' ? project.name : `${project.name}: ${project.description}`,
    settings: listSettings(project, readSettings(project), settings),
    resources: checkpoint.resources.filter(one => !isBookkeeping(one) && one.delete !== true).map(one => resourceOf(target, one, classes)),
    outputs: masked(stack?.outputs ?? {}) as Readonly<Record<string, unknown>>,
    ...(checkpoint.time === undefined || checkpoint.resources.length === 0 ? {} : { lastUpdate: checkpoint.time }),
    edits: context.shelf.signed(),
    state: stateDigest(checkpoint),
  }
}

/** The type of a dynamic resource whose class gives it none: every one has it, so that the program's own word says more. */
const NAMELESS = 'pulumi-nodejs:dynamic:Resource'

function resourceOf(target: string, one: StateResource, classes: ReadonlyMap<string, string>): Resource {
  const name = nameOf(one.urn)
  const kind = (one.type === NAMELESS ? classes.get(name) : undefined) ?? kindOf(one.type)
  return {
    target, id: one.urn, kind, name, dependsOn: one.dependencies ?? [], protected: one.protect ?? false,
    properties: masked({ ...one.inputs, ...one.outputs }) as Readonly<Record<string, unknown>>,
    ...(one.id === undefined || one.id === '' ? {} : { physicalId: one.id }),
    ...(one.parent === undefined || one.parent.includes('::pulumi:pulumi:Stack::') ? {} : { parent: one.parent }),
    ...(one.modified === undefined ? {} : { changedAt: one.modified }),
  }
}

/** What is otherwise at the provider than in the state. The state is not written: that would be a change. */
export async function drift(context: Context, target: string, signal?: AbortSignal): Promise<Drift> {
  const project = context.project(target)
  await context.session.prepare(project)
  return context.session.inTurn(target, async () => {
    const checkpoint = context.session.checkpoint(project)
    const at = new Date().toISOString()
    if (checkpoint.resources.length === 0) return { target, at, changes: [] }
    const result = await context.session.bench(project, readSource(project), bench => bench.operate('preview-refresh', { signal }))
    if (result.failure !== undefined) throw refusal(project, result.failure)
    return { target, at, changes: changesOf(result.events, checkpoint.resources, true).changes }
  })
}
