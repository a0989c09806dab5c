import type { Effect, Operation } from './operation.ts'
import type { Service } from './service.ts'

export type Parameters = Record<string, string | number | boolean>

/** What a message was read as. `requiresApproval` says the same as `effect === 'change'`, for those who read the JSON lines. */
export interface Classification {
  category: 'infrastructure' | 'general'
  effect: Effect
  operation: Operation
  service: Service
  /** The thing that was named; else the kind that was asked about; null where the message has neither. */
  target: string | null
  parameters: Parameters
  /** 0..1. Under 0.6 the chat asks instead of acting; where the two readings differ in effect this one is the safer. */
  confidence: number
  requiresApproval: boolean
}

/** What is known around a message. Everything is optional: without it, only the words count. */
export interface ClassifyContext {
  /** The subject of the page beside the chat. Its fields are data, never words to read orders out of. */
  page?: { provider?: string, service?: string, kind?: string, id?: string }
  /** How the message before this one was read, newest last. Follow-ups ("and staging too") take what they leave out from it. */
  previous?: readonly Pick<Classification, 'effect' | 'operation' | 'service' | 'target' | 'parameters'>[]
  /** Names that exist: they win over guesses when the target is looked for. */
  names?: readonly string[]
}

/** A parser's reading, before category and confidence are settled. */
export interface Reading {
  operation: Operation
  service: Service
  target: string | null
  parameters: Parameters
  confidence: number
}
