import * as z from 'zod'
import { ROOT_TYPE, urnName } from '../../daemon/engine/embedded/snapshot/urn.ts'
import { dependenciesOf, type ResourceState } from '../../daemon/engine/embedded/snapshot/resource.ts'
import type { ProgramData } from '../../daemon/engine/embedded/testing/program.ts'
import type { ImportData } from '../../daemon/engine/embedded/testing/simulate.ts'

/**
 * Where an expected outcome comes from: from reading the official engine's source or documentation, with the place, or from a run
 * of an official CLI, with its version, its date and its command line.
 */
const origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), place: z.string().min(1) }),
  z.object({
    kind: z.literal('observed'), version: z.string().min(1), date: z.string().min(1), command: z.string().min(1),
    /** Where a CLI comes from that isn't a released one. */
    build: z.string().optional(),
  }),
])
const names = z.array(z.string())
const options = z.object({
  targets: names.optional(), excludes: names.optional(), replace: names.optional(), targetDependents: z.boolean().optional(),
  excludeDependents: z.boolean().optional(), continueOnError: z.boolean().optional(), refresh: z.boolean().optional(),
  runProgram: z.boolean().optional(), excludeProtected: z.boolean().optional(), ignoreProtect: z.boolean().optional(),
  /** Writes down what it announces; a later step with `plan` is held to what was saved last. */
  savePlan: z.boolean().optional(), plan: z.boolean().optional(),
})
const step = z.object({
  command: z.enum(['up', 'preview', 'refresh', 'destroy', 'import']),
  program: z.custom<ProgramData>((value) => typeof value === 'object' && value !== null && 'resources' in value),
  options: options.optional(),
  /** What the stack's settings hold besides, by key without the project. */
  config: z.record(z.string(), z.string()).optional(),
  /** What `import` takes over. */
  imports: z.custom<ImportData>().optional(),
  expect: z.object({
    operations: names, state: names, exit: z.number().int(), error: z.string().optional(),
    /** What certain resources are held to depend on in the state, parents included. */
    dependencies: z.record(z.string(), names).optional(),
    /** Every call of a hook in this step, as `hook resource`. */
    hooks: names.optional(),
  }),
})
const schema = z.object({ id: z.string(), rule: z.string(), origin, steps: z.array(step).min(1) })

/** A program of several steps that is aimed at one rule, and what has to come of each step. */
export type RuledProgram = z.infer<typeof schema>

/** Reads one program; its file is named by its id. */
export function parseRuledProgram(text: string, file: string): RuledProgram {
  const program = schema.parse(JSON.parse(text))
  if (`${program.id}.json` !== file) throw new Error(`${file} holds the program ${program.id}`)
  return program
}

const shortName = (name: string): string => (name.startsWith('programs-') ? 'root' : name)

/** Operations as the files have them: `create a`, the stack as `root`. */
export function operationNames(operations: readonly (readonly [string, string])[]): string[] {
  return operations.map(([op, name]) => `${op} ${shortName(name)}`)
}

/** What is in a state besides the stack and its default providers, sorted, with what is remarkable about it. */
export function stateNames(
  resources: readonly Pick<ResourceState, 'urn' | 'type' | 'delete' | 'pendingReplacement' | 'initErrors' | 'external'>[],
): string[] {
  return resources
    .filter(({ type }) => type !== ROOT_TYPE && !type.startsWith('pulumi:providers:'))
    .map((resource) => {
      const marks = [
        ...(resource.delete ? ['to be deleted'] : []), ...(resource.pendingReplacement ? ['to be replaced'] : []),
        ...(resource.initErrors?.length ? ['unhealthy'] : []), ...(resource.external ? ['read'] : []),
      ]
      return marks.length > 0 ? `${urnName(resource.urn)} (${marks.join(', ')})` : urnName(resource.urn)
    })
    .sort()
}

/** What the state holds each of these resources to depend on, parents and properties included; the stack and providers left out. */
export function dependencyNames(resources: readonly ResourceState[], names: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(names.map((name) => {
    const urns = resources.filter(({ urn }) => urnName(urn) === name).flatMap((resource) => dependenciesOf(resource).map(({ urn }) => urn))
    return [name, [...new Set(urns.map(urnName))].filter((needed) => shortName(needed) !== 'root').sort()]
  }))
}
