import { createHash } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import type { ConfigNode } from '../config/value.ts'
import { CommandError } from '../errors.ts'
import type { Alias } from '../generation/goal.ts'
import type { GoalPlan, Plan, PlanDifference, ResourcePlan } from '../generation/plan.ts'
import type { Operation } from '../generation/step.ts'
import { firstProblem } from '../snapshot/checkpoint.ts'
import { parseUrn, type Urn } from '../snapshot/urn.ts'
import type { Crypter } from '../values/passphrase.ts'
import type { PropertyMap, PropertyValue } from '../values/property.ts'
import { closeSecrets, openSecrets } from '../values/secrets.ts'
import { VERSION } from '../version.ts'
import { byKey } from '../values/by-key.ts'

/** A plan of a very large stack is some tens of megabytes. */
const LARGEST_PLAN = 256 * 1024 * 1024

const map = z.record(z.string(), z.unknown())
const urn = z.string().transform((text, context): Urn => {
  const parsed = parseUrn(text)
  if (!parsed) context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is no URN` })
  return parsed ?? (text as Urn)
})
const difference = z.object({ adds: map.nullish(), deletes: z.array(z.string()).nullish(), updates: map.nullish() }).nullish()
const seconds = z.number().optional()
const aliasDocument = z.object({
  URN: z.string().default(''), Name: z.string().default(''), Type: z.string().default(''), Project: z.string().default(''),
  Stack: z.string().default(''), Parent: z.string().default(''), NoParent: z.boolean().default(false),
})
const goalDocument = z.object({
  type: z.string(), name: z.string(), custom: z.boolean(), inputDiff: difference, outputDiff: difference, parent: urn.optional(),
  protect: z.boolean().default(false), dependencies: z.array(urn).nullish(), provider: z.string().optional(),
  propertyDependencies: z.record(z.string(), z.array(urn).nullable()).nullish(), deleteBeforeReplace: z.boolean().nullish(),
  ignoreChanges: z.array(z.string()).nullish(), additionalSecretOutputs: z.array(z.string()).nullish(),
  structuredAliases: z.array(aliasDocument).nullish(), id: z.string().optional(),
  customTimeouts: z.object({ create: seconds, update: seconds, delete: seconds, read: seconds }).nullish(),
})
const document = z.object({
  manifest: map.optional(),
  config: map.nullish(),
  resourcePlans: z.record(z.string(), z.object({
    goal: goalDocument.nullish(), steps: z.array(z.string()).nullish(), state: map.nullish(), seed: z.base64().nullish(),
  })).nullish(),
})
type GoalDocument = z.infer<typeof goalDocument>

/** Reads a plan that `preview --save-plan`, ours or the official one, wrote. Throws a CommandError where it can't. */
export function readPlan(path: string, crypter: Crypter): Plan {
  const parsed = document.safeParse(readJson(path))
  if (!parsed.success) throw new CommandError(`${path} is not a plan: ${firstProblem(parsed.error)}`)
  const entries = Object.entries(parsed.data.resourcePlans ?? {}).map(([name, planned]): [Urn, ResourcePlan] => [
    name as Urn,
    {
      ...(planned.goal && { goal: goalOf(planned.goal, crypter) }),
      steps: (planned.steps ?? []) as Operation[],
      ...(planned.seed && { seed: Buffer.from(planned.seed, 'base64') }),
    },
  ])
  return new Map(entries)
}

function readJson(path: string): unknown {
  try {
    if (statSync(path).size > LARGEST_PLAN) throw new CommandError(`${path} is larger than any plan`)
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof CommandError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new CommandError(`open ${path}: no such file or directory`)
    throw new CommandError(`${path} is not a plan: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function goalOf(goal: GoalDocument, crypter: Crypter): GoalPlan {
  const open = (values: Record<string, unknown> | null | undefined): PropertyMap =>
    openSecrets((values ?? {}) as PropertyMap, crypter) as PropertyMap
  const differenceOf = (found: z.infer<typeof difference>): PlanDifference =>
    ({ adds: open(found?.adds), deletes: found?.deletes ?? [], updates: open(found?.updates) })
  const { create, update, delete: remove, read } = goal.customTimeouts ?? {}
  return {
    type: goal.type, name: goal.name, custom: goal.custom, inputs: differenceOf(goal.inputDiff), outputs: differenceOf(goal.outputDiff),
    ...(goal.parent && { parent: goal.parent }),
    protect: goal.protect, dependencies: goal.dependencies ?? [],
    ...(goal.provider && { provider: goal.provider }),
    propertyDependencies: Object.fromEntries(Object.entries(goal.propertyDependencies ?? {}).map(([key, urns]) => [key, urns ?? []])),
    ...(typeof goal.deleteBeforeReplace === 'boolean' && { deleteBeforeReplace: goal.deleteBeforeReplace }),
    ignoreChanges: goal.ignoreChanges ?? [], additionalSecretOutputs: goal.additionalSecretOutputs ?? [],
    aliases: (goal.structuredAliases ?? []).map(aliasOf),
    ...(goal.id && { id: goal.id }),
    customTimeouts: {
      ...(create !== undefined && { create }), ...(update !== undefined && { update }), ...(remove !== undefined && { delete: remove }),
      ...(read !== undefined && { read }),
    },
  }
}

function aliasOf({ URN, Name, Type, Project, Stack, Parent, NoParent }: z.infer<typeof aliasDocument>): Alias {
  if (URN) return { kind: 'urn', urn: URN as Urn }
  return {
    kind: 'spec', ...(Name && { name: Name }), ...(Type && { type: Type }), ...(Project && { project: Project }), ...(Stack && { stack: Stack }),
    ...(Parent && { parent: Parent as Urn }), ...(NoParent && { noParent: true }),
  }
}

/**
 * Writes a plan as the official CLI does (DeploymentPlanV1 in sdk/go/common/apitype/plan.go); secrets encrypted unless they are to be
 * shown.
 */
export function writePlan(
  path: string, plan: Plan, config: Readonly<Record<string, ConfigNode>>, crypter: Crypter, showSecrets: boolean,
): void {
  const close = (values: PropertyMap): PropertyValue => closeSecrets(values, showSecrets ? 'plaintext' : 'encrypted', crypter)
  const closeDifference = ({ adds, deletes, updates }: PlanDifference): Record<string, unknown> => ({
    ...(Object.keys(adds).length > 0 && { adds: close(adds) }),
    ...(deletes.length > 0 && { deletes }),
    ...(Object.keys(updates).length > 0 && { updates: close(updates) }),
  })
  const sorted = [...plan].sort(byKey)
  const resourcePlans = sorted.map(([name, { goal, steps, outputs, seed }]) => [
    name,
    {
      ...(goal && { goal: goalDocumentOf(goal, closeDifference) }),
      ...(steps.length > 0 && { steps }),
      state: outputs ? close(outputs) : null,
      ...(seed && { seed: Buffer.from(seed).toString('base64') }),
    },
  ])
  const text = {
    manifest: { time: new Date().toISOString(), magic: createHash('sha256').update(VERSION).digest('hex'), version: VERSION },
    ...(Object.keys(config).length > 0 && { config }),
    ...(resourcePlans.length > 0 && { resourcePlans: Object.fromEntries(resourcePlans) as unknown }),
  }
  // Others on this machine have no business with what a plan says of a program's inputs.
  writeFileSync(path, `${JSON.stringify(text, null, 4)}\n`, { mode: 0o600 })
}

function goalDocumentOf(goal: GoalPlan, closeDifference: (found: PlanDifference) => unknown): Record<string, unknown> {
  const { dependencies, propertyDependencies, ignoreChanges, additionalSecretOutputs, aliases, customTimeouts } = goal
  return {
    type: goal.type, name: goal.name, custom: goal.custom,
    inputDiff: closeDifference(goal.inputs), outputDiff: closeDifference(goal.outputs),
    ...(goal.parent && { parent: goal.parent }), protect: goal.protect,
    ...(dependencies.length > 0 && { dependencies }),
    ...(goal.provider && { provider: goal.provider }),
    ...(Object.keys(propertyDependencies).length > 0 && { propertyDependencies }),
    ...(goal.deleteBeforeReplace !== undefined && { deleteBeforeReplace: goal.deleteBeforeReplace }),
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
    ...(additionalSecretOutputs.length > 0 && { additionalSecretOutputs }),
    ...(aliases.length > 0 && { structuredAliases: aliases.map(aliasDocumentOf) }),
    ...(goal.id && { id: goal.id }), customTimeouts,
  }
}

function aliasDocumentOf(alias: Alias): z.infer<typeof aliasDocument> {
  const empty = { URN: '', Name: '', Type: '', Project: '', Stack: '', Parent: '', NoParent: false }
  if (alias.kind === 'urn') return { ...empty, URN: alias.urn }
  const { name = '', type = '', project = '', stack = '', parent = '', noParent = false } = alias
  return { ...empty, Name: name, Type: type, Project: project, Stack: stack, Parent: parent, NoParent: noParent }
}
