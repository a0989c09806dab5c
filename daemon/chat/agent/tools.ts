import type Anthropic from '@anthropic-ai/sdk'
import { z } from 'zod'
import { excerpt } from '../../../shared/excerpt.ts'
import type { Step } from '../../../shared/plan.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { isManaged, shortId, shortKind } from '../landscape.ts'
import type { Landscape } from '../landscape.ts'
import type { Attention, Needs } from '../needs.ts'
import { documentIn } from '../plan-document.ts'
import { CodeProposal, Proposal } from './proposal.ts'

/** Characters of one result. What is cut says how to see the rest. */
const MOST = 6000

const InTarget = z.strictObject({ target: z.string().max(256) })
const SCHEMAS = {
  list_targets: z.strictObject({}), show_target: InTarget, show_resource: z.strictObject(
    { target: z.string().max(256), name: z.string().max(256) }
  ), drift: InTarget,
  list_runs: z.strictObject(
    { limit: z.number().int().min(1).max(50).optional() }
  ), show_run: z.strictObject({ run: z.string().max(40) }), search_memory: z.strictObject({ words: z.string().max(400) }),
  what_would_happen: z.strictObject({
    target: z.string().max(256), key: z.string().max(256), value: z.union([z.string().max(4096), z.number(), z.boolean()]),
  }),
  show_plan: z.strictObject({ plan: z.string().max(40) }),
  provider_facts: z.strictObject({ target: z.string().max(256), name: z.string().max(256) }),
  propose_plan: Proposal, propose_code: CodeProposal,
} as const
const MEANING: Readonly<Record<ToolName, string>> = {
  list_targets: 'Every target (a stack of a program) with its mode and the number of its resources.', show_target: 'Settings, resources and outputs of one target.', show_resource: 'One resource in full: properties, what it depends on.',
  drift: 'What differs between the recorded state of a target and the real world.', list_runs: 'The newest runs: what was changed, when, by whom, how it ended.', show_run: 'One run with its steps and the end of its log.',
  search_memory: 'Earlier orders of the people here and how they ended.',
  what_would_happen: 'A preview of setting one key: what would change. It is no plan and leaves nothing behind.',
  show_plan: 'One plan with its preview: steps, changes, risk.',
  provider_facts: 'What the provider itself says of one resource now: its id there, and each property that differs from the recorded state.',
  propose_plan: 'Proposes a change. It changes nothing: the daemon checks it against the person\'s own words, simulates it, and the '
    + 'person approves it or doesn\'t.',
  propose_code: 'Proposes files of the program, whole, for what can\'t be said as data with propose_plan. They are shown as a diff and not run '
    + 'before the person has signed that.',
}
export type ToolName = keyof typeof SCHEMAS

/**
 * The tools as the API takes them. All of them only read, but for the one that proposes. The same bytes every time, so that they are
 * cached.
 */
export const TOOLS: readonly Anthropic.Tool[] = (Object.keys(SCHEMAS) as ToolName[]).map((name) => {
  const { $schema: _, ...schema } = z.toJSONSchema(SCHEMAS[name]) as Record<string, unknown>
  return { name, description: MEANING[name], input_schema: schema as Anthropic.Tool.InputSchema }
})

export const isTool = (name: string): name is ToolName => Object.hasOwn(SCHEMAS, name)

/**
 * Runs a reading tool. What it returns is somebody else's text as far as the model is concerned; secrets were masked before they came
 * here.
 */
export async function read(
  name: Exclude<ToolName, 'propose_plan' | 'propose_code'>, input: unknown, landscape: Landscape, needs: Needs, attention: Attention
): Promise<string> {
  const parsed = SCHEMAS[name].safeParse(input)
  if (!parsed.success) return 'These arguments are not of the tool\'s schema; nothing was read.'
  const argument = parsed.data as {
    target?: string, name?: string, limit?: number, 
    run?: string, words?: string, plan?: string, key?: string, value?: string | number | boolean,
  }
  const place = landscape.places.find(({ target }) => target.id === argument.target || shortId(target.id) === argument.target)
  if (
    argument.target !== undefined && !place
  ) return `There is no such target. There are: ${landscape.places.map(({ target }) => target.id).join(', ')}.`
  attention.progress(`Reading: ${name.replace('_', ' ')}`)
  switch (name) {
    case 'list_targets': return cut(
      landscape.places.map(
        ({ target, inventory, problem }) => (
          {
            id: target.id, mode: target.mode, place: target.place, resources: inventory?.resources.filter(isManaged).length,
            lastUpdate: inventory?.lastUpdate, problem,
          }
        )
      )
    )
    case 'show_target': return cut({
      settings: place?.inventory?.settings.map(
        (
          { value, default: usual, ...setting }
        ) => setting.secret ? { ...setting, value: '[secret]' } : { ...setting, value: value ?? usual }
      ),
      resources: place?.inventory?.resources.filter(isManaged).map(
        (resource) => ({ name: resource.name, kind: shortKind(resource.kind), dependsOn: resource.dependsOn.length })
      ), outputs: place?.inventory?.outputs,
    })
    case 'show_resource': return cut(place?.inventory?.resources.filter((resource) => resource.name === argument.name) ?? [])
    case 'drift': {
      if (!place) return 'There is no such target.'
      return refusedAsText(async () => cut((await place.simulator.drift(place.target.id, attention.signal)).changes))
    }
    case 'provider_facts': {
      const found = place?.inventory?.resources.find((resource) => resource.name === argument.name)
      if (!place || !found) return 'There is no such resource.'
      return refusedAsText(async () => {
        const drift = await place.simulator.drift(place.target.id, attention.signal)
        const differs = drift.changes.filter(({ id }) => id === found.id)
        return cut({ name: found.name, kind: shortKind(found.kind), id: found.physicalId, asOf: drift.at, differs })
      })
    }
    case 'what_would_happen': {
      const setting = place?.inventory?.settings.find(({ key }) => key === argument.key)
      if (!place || !setting || setting.secret) return 'There is no such setting that could be tried here. Use a key out of show_target.'
      const step: Step = {
        id: 'step-1', service: 'pulumi', operation: 'set-config', target: place.target.id, dependsOn: [],
        parameters: { key: setting.key, value: argument.value ?? '' },
      }
      return refusedAsText(async () => {
        const { counts, steps, unknowns, duration } = await needs.plans.wouldHappen([step], attention)
        return cut({ counts, changes: steps.flatMap(({ changes }) => changes), unknowns, duration })
      })
    }
    case 'show_plan': {
      const plan = needs.plans.get(argument.plan ?? '')
      if (plan === undefined) return 'There is no such plan.'
      const { title, asked, steps, simulation } = documentIn(plan.bytes)
      return cut({ state: plan.summary.state, title, asked: asked.words, steps, simulation })
    }
    case 'list_runs': return cut(
      needs.plans.runs(argument.limit ?? 10).map(
        (
          { id, title, target, state, startedAt, person, conclusion, canUndo }
        ) => ({ id, title, target, state, startedAt, person, conclusion, canUndo })
      )
    )
    case 'show_run': {
      const run = needs.plans.run(argument.run ?? '')
      return run === undefined ? 'There is no such run.' : cut({ ...run, log: run.log.slice(-40).map(({ text }) => text) })
    }
    case 'search_memory': return cut(needs.memory?.search(argument.words ?? '', 5) ?? [])
  }
}

/** What a room refuses is an answer, too: the model is told, and the turn goes on. */
async function refusedAsText(work: () => Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CountersignError) return error.message
    throw error
  }
}

function cut(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= MOST ? text : `${excerpt(text, MOST)} (cut: ${text.length - MOST} characters more; ask for one resource or one run)`
}
