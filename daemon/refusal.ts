import type { Refusal } from './contracts.ts'

/**
 * What a person at the terminal is told of an error. Those of our own making carry their sentence and the next step; anything else is told
 * by its message alone, without a stack.
 */
export function refusalOf(error: unknown): Refusal {
  const message = error instanceof Error && error.message ? error.message : 'Something failed that should not have.'
  const field = (name: 'code' | 'hint') => {
    const value: unknown = error instanceof Error && name in error ? Reflect.get(error, name) : undefined
    return typeof value === 'string' ? value : ''
  }
  return { code: field('code') || 'unexpected', message, hint: field('hint') }
}
