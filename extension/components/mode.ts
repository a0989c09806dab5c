import type { Mode } from '../../shared/plan.ts'

/** What may happen here at all, in one sentence. */
export function modeSentence(modes: readonly Mode[]): string {
  if (modes.length === 0) return 'No target is set up yet: I can explain what an address says.'
  if (modes.every((mode) => mode === 'read-only')) return 'Every target is read-only: I can look, explain and simulate.'
  return 'Reads are answered at once. A change becomes a plan that you countersign with the code from your terminal.'
}
