import type { Step } from '../../../shared/plan.ts'
import { canonical, type Json } from '../../../shared/canonical.ts'
import { classify } from '../classify/index.ts'
import type { Circumstances } from './index.ts'
import type { ProgramChange } from './program.ts'
import { planOf } from './index.ts'
import { ranked, valueFor } from './find.ts'
import { ordersOf } from './order.ts'
import { placeOf } from './place.ts'

/**
 * What the deterministic reading of a person's own words contains: the only operations, targets, settings and values that a model may put
 * into a plan in that turn. It is computed before the model sees anything, out of nothing but what was typed and what exists, so no text
 * that the model reads later can widen it.
 */
export interface Allowance {
  readonly target: string | undefined
  readonly operations: ReadonlySet<'set-config' | 'deploy' | 'refresh' | 'destroy' | 'undo'>
  /** By setting: the values that the words hold for it, as text. */
  readonly settings: ReadonlyMap<string, ReadonlySet<string>>
  readonly run: string | undefined
  /** Changes of the program that the words say in full, as canonical JSON: a model may propose exactly these. */
  readonly edits: ReadonlySet<string>
  /** Whether the words ask for code to be written: then, and only then, proposed code is kept and shown. It never runs by that. */
  readonly code: boolean
}

const NOTHING: Allowance = { target: undefined, operations: new Set(), settings: new Map(), run: undefined, edits: new Set(), code: false }

export function allowanceOf(text: string, circumstances: Circumstances): Allowance {
  const { landscape, subject, understood, context } = circumstances
  const planned = planOf(text, circumstances)
  // A question about a change holds verbs of changes and asks for none of them.
  const code = CODE.test(text)
  if (classify(text, context).effect === 'read' && !code) return NOTHING
  if (planned.kind === 'undo') return { ...NOTHING, operations: new Set(['undo']), run: planned.run }
  const placed = placeOf(text, landscape, subject, understood[0]?.target)
  if (placed.kind !== 'place') return NOTHING
  if (classify(text, context).effect === 'read') return { ...NOTHING, target: placed.place.target.id, code }
  const edits = new Set<string>()
  const settings = new Map<string, Set<string>>()
  const operations = new Set<'set-config' | 'deploy' | 'refresh' | 'destroy' | 'undo'>()
  if (planned.kind === 'steps') {
    for (const step of planned.steps) {
      if (isProgramChange(step)) {
        edits.add(canonicalChange(step))
        operations.add('deploy')
      }
      if (step.operation === 'set-config') settings.set(step.parameters.key, new Set([String(step.parameters.value)]))
      if (
        step.operation === 'set-config' || step.operation === 'deploy' || step.operation === 'refresh' || step.operation === 'destroy'
      ) operations.add(step.operation)
    }
    return { target: placed.place.target.id, operations, settings, run: undefined, edits, code }
  }
  for (const order of ordersOf(text, context)) {
    const asked = order.wanted
    if (asked === undefined) continue
    for (const candidate of ranked(order, placed.place, asked).filter(({ points, fits }) => points > 0 && fits).slice(0, 4)) {
      const value = valueFor(asked, candidate.setting, landscape, placed.place)
      if (value === undefined) continue
      settings.set(candidate.setting.key, (settings.get(candidate.setting.key) ?? new Set()).add(String(value)))
    }
  }
  if (settings.size > 0) { operations.add('set-config'); operations.add('deploy') }
  return { target: placed.place.target.id, operations, settings, run: undefined, edits, code }
}

/** Orders to write the program itself: "rewrite the program …", "change the code so that …", "please refactor index.ts". */
const CODE = /^(?:(?:please|now|can you|could you|would you|i want you to|go ahead and|let's)\s+)*(?:re-?write|refactor|restructure|write|edit|change|modify|update|extend|add)\b.*\b(?:code|program|source|typescript|[\w-]+\.tsx?)\b/is

export const isProgramChange = (step: Pick<Step, 'operation'>): step is ProgramChange & Step =>
  step.operation === 'add-resource' || step.operation === 'set-input' || step.operation === 'remove-resource' || step.operation === 'apply-code'

/** One spelling for one change, to compare what is proposed with what was said. */
export const canonicalChange = ({ operation, parameters }: Pick<ProgramChange, 'operation' | 'parameters'>): string =>
  canonical({ operation, parameters } as unknown as Json)
