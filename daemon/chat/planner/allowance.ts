import { classify } from '../classify/index.ts'
import type { Circumstances } from './index.ts'
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
}

const NOTHING: Allowance = { target: undefined, operations: new Set(), settings: new Map(), run: undefined }

export function allowanceOf(text: string, circumstances: Circumstances): Allowance {
  const { landscape, subject, understood, context } = circumstances
  const planned = planOf(text, circumstances)
  // A question about a change holds verbs of changes and asks for none of them.
  if (classify(text, context).effect === 'read') return NOTHING
  if (planned.kind === 'undo') return { ...NOTHING, operations: new Set(['undo']), run: planned.run }
  const placed = placeOf(text, landscape, subject, understood[0]?.target)
  if (placed.kind !== 'place') return NOTHING
  const settings = new Map<string, Set<string>>()
  const operations = new Set<'set-config' | 'deploy' | 'refresh' | 'destroy' | 'undo'>()
  if (planned.kind === 'steps') {
    for (const step of planned.steps) {
      if (step.operation === 'set-config') settings.set(step.parameters.key, new Set([String(step.parameters.value)]))
      if (
        step.operation === 'set-config' || step.operation === 'deploy' || step.operation === 'refresh' || step.operation === 'destroy'
      ) operations.add(step.operation)
    }
    return { target: placed.place.target.id, operations, settings, run: undefined }
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
  return { target: placed.place.target.id, operations, settings, run: undefined }
}
