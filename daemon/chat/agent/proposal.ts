import { z } from 'zod'
import { InputValue, ResourceKind, ResourceName, Step } from '../../../shared/plan.ts'
import { fit } from '../planner/setting.ts'
import { canonicalChange, isProgramChange } from '../planner/allowance.ts'
import type { Allowance } from '../planner/allowance.ts'
import { programWords } from '../planner/program.ts'
import { shortId } from '../landscape.ts'
import type { Landscape } from '../landscape.ts'

/** What a model may propose: data in this closed schema, never text that runs. It is parsed like anything else that crosses a boundary. */
export const Proposal = z.strictObject({
  target: z.string().min(1).max(256).describe('Id of a target out of list_targets, for example pulumi:shop/dev'),
  changes: z.array(z.discriminatedUnion('operation', [
    z.strictObject(
      {
        operation: z.literal('set-config'), key: z.string().min(1).max(256), value: z.union(
          [z.string().max(4096), z.number(), z.boolean()]
        ),
      }
    ),
    z.strictObject({
      operation: z.literal('add-resource'), kind: ResourceKind, name: ResourceName, inputs: z.record(z.string().max(100), InputValue),
      like: ResourceName.optional(), parent: ResourceName.optional(),
    }).describe('A new resource of the program, as data; `like` takes over the arguments of another'),
    z.strictObject({ operation: z.literal('set-input'), resource: ResourceName, kind: ResourceKind, input: z.string().max(100), value: InputValue }),
    z.strictObject({ operation: z.literal('remove-resource'), resource: ResourceName, kind: ResourceKind }),
    z.strictObject({ operation: z.literal('deploy') }),
    z.strictObject({ operation: z.literal('refresh') }),
    z.strictObject({ operation: z.literal('destroy') }),
    z.strictObject({ operation: z.literal('undo'), run: z.string().regex(/^run-[1-9][0-9]{0,9}$/) }),
  ])).min(1).max(20),
})
export type Proposal = z.infer<typeof Proposal>

/** Code that a model proposes, as whole files of the program: text, which nothing runs before a person countersigned that. */
export const CodeProposal = z.strictObject({
  target: z.string().min(1).max(256),
  files: z.array(z.strictObject({ path: z.string().min(1).max(300), content: z.string().max(200_000) })).min(1).max(20),
})
export type CodeProposal = z.infer<typeof CodeProposal>

export type Judged =
  | { readonly kind: 'accepted', readonly steps: readonly Step[], readonly reading: string }
  | { readonly kind: 'undo', readonly run: string | undefined }
  /** Beyond what was asked for: it goes back to the person, in the daemon's own words. */
  | { readonly kind: 'beyond', readonly order: string }
  | { readonly kind: 'impossible', readonly why: string }

/**
 * Holds a proposal against what the person's own words contain. Every operation, the target, every setting and its value have to be in the
 * allowance; one that isn't makes the whole proposal a question, so that nothing is dropped or added silently.
 */
export function judge(proposal: Proposal, allowance: Allowance, landscape: Landscape): Judged {
  const place = landscape.places.find(({ target }) => target.id === proposal.target || shortId(target.id) === proposal.target)
  if (!place) return { kind: 'impossible', why: 'There is no such target. Use an id out of list_targets.' }
  const target = place.target.id
  const only = proposal.changes[0]
  if (proposal.changes.length === 1 && only?.operation === 'undo') {
    return allowance.operations.has('undo') && (
      allowance.run === undefined || allowance.run === only.run
    ) ? { kind: 'undo', run: allowance.run } : { kind: 'beyond', order: `undo ${only.run}` }
  }
  const steps: Step[] = []
  const lines: string[] = []
  let allowed = allowance.target === target
  const add = (step: Pick<Step, 'operation'> & { parameters: Record<string, unknown> }, line: string): void => {
    const before = steps.length
    steps.push({ id: `step-${before + 1}`, service: 'pulumi', target, dependsOn: before === 0 ? [] : [`step-${before}`], ...step } as Step)
    lines.push(line)
  }
  for (const change of proposal.changes) {
    if (change.operation === 'undo') return { kind: 'impossible', why: 'An undo is a plan of its own.' }
    if (change.operation === 'set-config') {
      const setting = place.inventory?.settings.find(({ key }) => key === change.key)
      if (!setting || setting.secret) return {
        kind: 'impossible', why: 'There is no such setting that could be set here. Use a key out of show_target.',
      }
      const value = fit(setting, change.value)
      if (value.kind === 'wrong') return { kind: 'impossible', why: `That setting takes ${value.wanted}.` }
      if (!allowance.operations.has('set-config') || allowance.settings.get(setting.key)?.has(String(value.value)) !== true) allowed = false
      add(
        { operation: 'set-config', parameters: { key: setting.key, value: value.value } },
        `set ${setting.key} to ${JSON.stringify(value.value)}`
      )
    } else if (change.operation === 'add-resource' || change.operation === 'set-input' || change.operation === 'remove-resource') {
      const { operation, ...parameters } = change
      const parsed = Step.safeParse({ id: 'step-1', service: 'pulumi', operation, target, parameters, dependsOn: [] })
      if (!parsed.success || !isProgramChange(parsed.data)) return { kind: 'impossible', why: 'That is no change of a program that can be said as data.' }
      if (!allowance.edits.has(canonicalChange(parsed.data))) allowed = false
      add({ operation, parameters }, programWords(parsed.data))
    } else {
      if (!allowance.operations.has(change.operation)) allowed = false
      if (change.operation !== 'deploy') add(
        { operation: change.operation, parameters: {} }, change.operation === 'destroy' ? 'destroy everything' : 'refresh the state'
      )
    }
  }
  // Settings take effect with a deploy: it belongs to them, whether the model said so or not.
  if (
    proposal.changes.some(({ operation }) => operation !== 'refresh')
    && !proposal.changes.some(({ operation }) => operation === 'destroy')
  ) add({ operation: 'deploy', parameters: {} }, 'deploy')
  const reading = `${lines.join(', ')} in ${shortId(target)}`
  return allowed ? { kind: 'accepted', steps, reading } : { kind: 'beyond', order: reading }
}
