import { z } from 'zod'
import type { Redaction } from './redaction.ts'
import { withoutPlannedValues } from './update-plan.ts'

/**
 * What an engine tells while it works, as far as it is used here. Its events come from a process and hold what providers said: they are
 * read through this schema, and one that doesn't fit is dropped and counted, never guessed at.
 */
const properties = z.record(z.string(), z.unknown()).nullish().transform(value => value ?? {})
const state = z.object({
  type: z.string(), urn: z.string(), custom: z.boolean().optional(), id: z.string().optional(), protect: z.boolean().optional(),
  inputs: properties, outputs: properties,
})
export const stepMetadata = z.object({
  op: z.string(), urn: z.string(), type: z.string(),
  old: state.nullish(), new: state.nullish(),
  /** Properties whose change made it a replacement. */
  keys: z.array(z.string()).nullish(), diffs: z.array(z.string()).nullish(),
  detailedDiff: z.record(z.string(), z.object({ diffKind: z.string(), inputDiff: z.boolean().optional() })).nullish(),
})
export type StepMetadata = z.infer<typeof stepMetadata>
export type ResourceState = z.infer<typeof state>

const step = z.object({ metadata: stepMetadata })
const raw = z.object({
  timestamp: z.number(),
  diagnosticEvent: z.object({ urn: z.string().optional(), message: z.string(), severity: z.string() }).optional(),
  summaryEvent: z.object({ resourceChanges: z.record(z.string(), z.number()), durationSeconds: z.number() }).optional(),
  resourcePreEvent: step.optional(), resOutputsEvent: step.optional(), resOpFailedEvent: step.optional(),
})

export type EngineEvent =
  | { readonly kind: 'begin' | 'end' | 'fail', readonly at: number, readonly step: StepMetadata }
  | { readonly kind: 'diagnostic', readonly at: number, readonly severity: string, readonly message: string, readonly urn?: string | undefined }
  | { readonly kind: 'summary', readonly at: number, readonly changes: Readonly<Record<string, number>> }

/** Without the colours that a program writes even where nobody sees them (ECMA-48 SGR). */
export const uncoloured = (text: string): string => text.replaceAll(/\u001b\[[0-9;]*m/g, '')

/** The event, `undefined` for kinds that are of no use here (prelude, cancel, debug output). Time in milliseconds. */
export function readEvent(value: unknown): EngineEvent | undefined {
  const event = raw.parse(value)
  const at = event.timestamp * 1000
  if (event.resourcePreEvent) return { kind: 'begin', at, step: event.resourcePreEvent.metadata }
  if (event.resOutputsEvent) return { kind: 'end', at, step: event.resOutputsEvent.metadata }
  if (event.resOpFailedEvent) return { kind: 'fail', at, step: event.resOpFailedEvent.metadata }
  if (event.summaryEvent) return { kind: 'summary', at, changes: event.summaryEvent.resourceChanges }
  if (event.diagnosticEvent && event.diagnosticEvent.severity !== 'debug') {
    const { urn, severity, message } = event.diagnosticEvent
    return { kind: 'diagnostic', at, urn, severity, message: withoutPlannedValues(uncoloured(message)) }
  }
  return undefined
}

/**
 * The event without the secrets that its values and texts hold. What a thing is stays as it is, also where a secret is a part of it: by its
 * URN, type and property names it is found again in the state, and what isn't found isn't compared.
 */
export function blackened(event: EngineEvent, redaction: Redaction): EngineEvent {
  switch (event.kind) {
    case 'summary': return event
    case 'diagnostic': return { ...event, message: redaction.text(event.message) }
    default: {
      const { step } = event
      const { op, urn, type, keys, diffs } = step
      const [old, made] = [valuesBlackened(step.old, redaction), valuesBlackened(step.new, redaction)]
      return { ...event, step: { ...redaction.value(step), op, urn, type, keys, diffs, old, new: made } }
    }
  }
}

const valuesBlackened = (state: StepMetadata['old'], redaction: Redaction): StepMetadata['old'] =>
  state ? { ...redaction.value(state), urn: state.urn, type: state.type } : state
